import type { Fault } from '../../core/fault.ts'
import type { BatchClosed, BatchOpened, FileClosed, FileDetail, ReceivedItem } from '../../core/pack.ts'
import { BUNDLE, FILE, LETTER, testCheck, testCredit, writeFile } from '../../formats/x9/sample-letters.ts'
import type { X9Writer } from '../../formats/x9/write.ts'
import type { CheckItem } from './item.ts'
import { parseCheck } from './parse.ts'
import { createChecksReader } from './read.ts'
import { SETTINGS } from './sample-facts.ts'

/** Cash letters for tests, and all that the first pass tells of one. */

export interface Intake {
  readonly header: FileDetail[]
  readonly opened: BatchOpened[]
  readonly items: ReceivedItem[]
  readonly closed: BatchClosed[]
  readonly faults: Fault[]
  readonly file: FileClosed[]
}

/** Runs the first pass, in chunks of the given size. */
export function intake(bytes: Uint8Array, chunkBytes = Math.max(1, bytes.length)): Intake {
  const told: Intake = { header: [], opened: [], items: [], closed: [], faults: [], file: [] }
  const feed = createChecksReader(
    {
      fileHeader: detail => told.header.push(detail),
      batchOpened: batch => told.opened.push(batch),
      item: item => told.items.push({ ...item, bytes: item.bytes.slice(item.start, item.start + item.size), start: 0 }),
      batchClosed: batch => told.closed.push(batch),
      fault: fault => told.faults.push(fault),
      fileClosed: file => told.file.push(file),
    },
    SETTINGS,
  )
  for (let at = 0; at < bytes.length; at += chunkBytes) feed.write(bytes.subarray(at, at + chunkBytes))
  feed.end()
  return told
}

/** The items of a batch, parsed as the second pass parses them. */
export function parsed(told: Intake): readonly CheckItem[] {
  return told.items.map(({ bytes, batch }) => parseCheck(bytes, told.opened[batch]?.detail ?? {}, SETTINGS))
}

/** A file of one cash letter whose body the test writes. */
export function letter(body: (writer: X9Writer) => void, endings: Endings = {}): Uint8Array {
  return writeFile({ framing: 'length-ebcdic' }, writer => {
    writer.fileHeader(FILE)
    writer.cashLetterHeader({ ...LETTER, cashLetterId: endings.cashLetterId ?? 'L1' })
    body(writer)
    writer.endCashLetter(endings.letter)
    writer.endFile(endings.file)
  })
}

export interface Endings {
  readonly letter?: Parameters<X9Writer['endCashLetter']>[0]
  readonly file?: Parameters<X9Writer['endFile']>[0]
  readonly cashLetterId?: string
}

/** A bundle of checks of these amounts, with a control that says what the test wants it to. */
export function bundle(
  writer: X9Writer,
  amounts: readonly number[],
  control?: Parameters<X9Writer['endBundle']>[0],
  ticket?: number,
): void {
  writer.bundleHeader(BUNDLE)
  if (ticket !== undefined) writer.item(credit(ticket))
  for (const [index, amountMinor] of amounts.entries()) writer.item(numbered(index, amountMinor))
  writer.endBundle(control)
}

export function credit(amountMinor: number) {
  const draft = testCredit('61')
  return { ...draft, detail: { ...draft.detail, amountMinor } }
}

function numbered(index: number, amountMinor: number) {
  return testCheck({
    amountMinor,
    onUs: `123456789/${1001 + index}`,
    itemSequence: String(index + 1).padStart(15, '0'),
  })
}
