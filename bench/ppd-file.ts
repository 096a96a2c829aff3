import { closeSync, openSync, writeSync } from 'node:fs'

/** What a generated file holds, for the bench to assert: a benchmark that read nothing looks superb. */
export interface GeneratedFile {
  readonly entries: number
  readonly bytes: number
  readonly amountMinor: number
}

const ODFI = '09100001'
const RDFI = '12104288'
const CHECK_DIGIT = '2'
const BATCH = 5000

/**
 * Writes a balanced PPD file of credits, 94 characters and LF a record, 5,000 entries a batch. Written by hand on purpose and
 * not with the writer of src/formats/nacha: the two must not agree by a shared mistake.
 */
export function generatePpdFile(path: string, entries: number): GeneratedFile {
  const handle = openSync(path, 'w')
  const lines: string[] = []
  let bytes = 0
  const flush = () => {
    bytes += writeSync(handle, lines.join(''), undefined, 'latin1')
    lines.length = 0
  }
  lines.push(
    `101 ${RDFI}${CHECK_DIGIT} ${ODFI}92609010930A094101${'FIRST BANK'.padEnd(23)}${'SECOND BANK'.padEnd(23)}${''.padEnd(8)}\n`,
  )
  let total = 0
  let hash = 0
  const batches = Math.ceil(entries / BATCH)
  for (let batch = 1; batch <= batches; batch++) {
    const size = Math.min(BATCH, entries - (batch - 1) * BATCH)
    lines.push(
      `5220${'MERIDIAN FOODS'.padEnd(16)}${''.padEnd(20)}1234567890PPD${'PAYROLL'.padEnd(10)}260901260902   1${ODFI}${digits(batch, 7)}\n`,
    )
    let batchTotal = 0
    for (let i = 0; i < size; i++) {
      const seq = (batch - 1) * BATCH + i + 1
      const amount = 100 + ((seq * 7919) % 400_000)
      batchTotal += amount
      lines.push(entryLine(seq, amount))
    }
    const batchHash = (Number(RDFI) * size) % 1e10
    lines.push(
      `8220${digits(size, 6)}${digits(batchHash, 10)}${digits(0, 12)}${digits(batchTotal, 12)}1234567890${''.padEnd(25)}${ODFI}${digits(batch, 7)}\n`,
    )
    total += batchTotal
    hash = (hash + batchHash) % 1e10
    flush()
  }
  const records = 2 + 2 * batches + entries
  const blocks = Math.ceil(records / 10)
  lines.push(
    `9${digits(batches, 6)}${digits(blocks, 6)}${digits(entries, 8)}${digits(hash, 10)}${digits(0, 12)}${digits(total, 12)}${''.padEnd(39)}\n`,
  )
  for (let i = records; i < blocks * 10; i++) lines.push(`${'9'.repeat(94)}\n`)
  flush()
  closeSync(handle)
  return { entries, bytes, amountMinor: total }
}

function entryLine(seq: number, amountMinor: number): string {
  const account = String(4_000_000_000 + ((seq * 104_729) % 900_000_000)).padEnd(17)
  const name = `RECEIVER ${seq}`.padEnd(22)
  return `622${RDFI}${CHECK_DIGIT}${account}${digits(amountMinor, 10)}${digits(seq, 15)}${name}  0${ODFI}${digits(seq, 7)}\n`
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
