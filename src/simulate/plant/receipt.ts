import { latin1Bytes } from '../../core/latin1.ts'
import { nearMiss, quarantined } from '../truth.ts'
import { batchOf, companions, extraFile, extraTime } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** Whole files: the same again, and what is no file of any kind. */

/** The bytes of a file again, under another name or zipped. Sent after the original. */
export function duplicateFile(p: Planting): void {
  const original = extraFile(p, {
    batches: [batchOf(p, { sender: p.sender(), sec: 'PPD', serviceClass: 225 }, companions(p, 'debit', 2))],
  })
  const zipped = p.n % 2 === 1
  p.plan.rawFiles.push({
    path: `files/ach/direct-small-${p.mark()}.${zipped ? 'zip' : 'ach'}`,
    arrival: { source: 'direct-small', at: p.day.toPlainDateTime({ hour: 16, minute: 59, second: 10 + (p.n % 50) }) },
    bytes: { are: 'copied', of: original.path, as: zipped ? 'zipped' : 'renamed' },
    truth: { scope: 'receipt', outcome: 'refuse', kind: p.kind, near: '' },
  })
}

/** A file of the same name in another folder, from the same sender at the same minute: other entries. */
export function fileOfTheSameName(p: Planting): void {
  const sender = p.sender()
  const first = extraFile(p, {
    batches: [batchOf(p, { sender, sec: 'PPD', serviceClass: 225 }, companions(p, 'debit', 2))],
  })
  const path = first.path.replace('files/ach/', 'files/ach/again/')
  extraFile(p, {
    path,
    arrival: first.arrival,
    lineEnd: first.lineEnd,
    batches: [batchOf(p, { sender, sec: 'PPD', serviceClass: 225 }, companions(p, 'debit', 2))],
    label: nearMiss(p.kind),
  })
}

/** Noise, another program's output, a header that breaks off. */
export function malformedFile(p: Planting): void {
  p.plan.rawFiles.push({
    path: `files/ach/direct-small-${p.mark()}.ach`,
    arrival: { source: 'direct-small', at: extraTime(p) },
    bytes: { are: 'given', bytes: noFile(p) },
    truth: { scope: 'file', ...quarantined(p.kind) },
  })
}

function noFile(p: Planting): Uint8Array {
  const texts = [
    `<html><body>502 Bad Gateway ${p.mark()}</body></html>\n`,
    `101 091000019 06100014626${p.n}`,
    `account,amount,date\n40012345${p.n},12.50,2026-01-02\n`,
    `%PDF-1.7 ${p.mark()}\n1 0 obj\n`,
  ]
  if (p.n % 5 === 4) return Uint8Array.from({ length: 400 + p.random.below(400) }, () => 128 + p.random.below(128))
  return latin1Bytes(texts[p.n % 5]!)
}

/** No line ends, CR LF, and no end after the last line: all are met. */
export function fileOddlyFramed(p: Planting): void {
  const batch = batchOf(p, { sender: p.sender(), sec: 'PPD', serviceClass: 225 }, companions(p, 'debit', 1))
  extraFile(p, { batches: [batch], lineEnd: p.n % 2 === 0 ? '' : '\r\n', label: nearMiss(p.kind) })
}
