import { checkDigitOf } from './check-digit.ts'
import { checkEntry } from './check-entry.ts'
import type { Frame } from './frame.ts'
import { digitsAt } from './layout.ts'
import { CODE_LIVE, CODE_MONEYLESS, countedDirection, type OpenBatch } from './open-batch.ts'
import { type Reading, reportBytes, reportEntry } from './reading.ts'
import type { EntryCategory } from './sink.ts'
import { standingOf } from './standing.ts'

const HASH_MODULUS = 10_000_000_000 // the entry hash keeps its low ten digits
const ZERO = 0x30

/** Takes an entry record: counts it, and begins the group that its addenda will join. */
export function takeEntry(reading: Reading, frame: Frame, batch: OpenBatch): void {
  const { group } = reading
  group.begin(frame, reading.chunk)
  group.batch = batch.header.ordinal
  group.seq = reading.entries++
  readFields(reading, batch)
  count(batch, group.rdfi8, group.amountMinor, group.direction)
  group.suspect = batch.special || !looksRight(reading, batch)
  if (frame.clean && frame.excess === 0 && frame.length === 94) return
  group.suspect = true
  reportBytes(frame, { overlong: 'item left out', control: 'item left out' }, (code, place) =>
    reportEntry(reading, code, place),
  )
}

/** Takes an addenda record of the pending entry. */
export function takeAddenda(reading: Reading, frame: Frame, batch: OpenBatch): void {
  const { group } = reading
  const at = group.add(frame, reading.chunk)
  batch.entryAddendaCount++
  if (!isNext05(group.bytes, at, group.addenda, group.trace)) {
    group.suspect = true
    group.category = categoryOf(group.bytes, at) ?? group.category
  }
  if (frame.clean && frame.excess === 0 && frame.length === 94) return
  reportBytes(frame, { overlong: 'item left out', control: 'item left out' }, (code, place) =>
    reportEntry(reading, code, place),
  )
}

/** Ends the pending entry, if there is one: the thorough checks where the quick ones were not satisfied, then the sink. */
export function finishEntry(reading: Reading): void {
  const { group, batch } = reading
  if (!group.pending || batch === undefined) return
  group.pending = false
  const fits = group.addenda >= batch.addendaMin && group.addenda <= 1 && indicatorOf(group) === group.addenda
  const unsure = group.suspect || !fits || (group.addenda > 0 && batch.rule?.addenda?.kind !== '05')
  if (unsure) checkThoroughly(reading, batch)
  if (group.trace > batch.lastTrace && !group.shifted) batch.lastTrace = group.trace
  if (group.faulty) batch.faultyEntries++
  reading.sink.entry(group)
}

function checkThoroughly(reading: Reading, batch: OpenBatch): void {
  const { group } = reading
  if (standingOf(group, batch, 0) === 'in doubt') batch.sums = 'in doubt'
  if (!group.shifted) checkEntry(reading, batch)
}

function readFields(reading: Reading, batch: OpenBatch): void {
  const { group } = reading
  const { bytes, start } = group
  const code = digitsAt(bytes, start + 1, 2)
  group.transactionCode = code
  group.rdfi8 = digitsAt(bytes, start + 3, 8)
  group.checkDigit = digitsAt(bytes, start + 11, 1)
  group.amountMinor = batch.layout === 'adv' ? digitsAt(bytes, start + 27, 12) : digitsAt(bytes, start + 29, 10)
  group.trace = digitsAt(bytes, start + 79, 15)
  group.direction = countedDirection(batch, code)
}

function count(batch: OpenBatch, rdfi8: number, amountMinor: number, direction: 'credit' | 'debit'): void {
  batch.entries++
  batch.entryAddendaCount++
  if (rdfi8 < 0) batch.unreadableRouting++
  else {
    const hash = batch.entryHash + rdfi8
    batch.entryHash = hash >= HASH_MODULUS ? hash - HASH_MODULUS : hash
  }
  if (direction === 'credit') {
    if (amountMinor < 0) batch.unreadableCredits++
    else batch.creditMinor += amountMinor
  } else if (amountMinor < 0) batch.unreadableDebits++
  else batch.debitMinor += amountMinor
}

/** The quick checks, on numbers and bytes only: true means that the thorough ones would find nothing in the record itself. */
function looksRight(reading: Reading, batch: OpenBatch): boolean {
  const { group } = reading
  const kind = batch.codes[group.transactionCode]
  if (kind === CODE_LIVE ? group.amountMinor <= 0 : kind !== CODE_MONEYLESS || group.amountMinor !== 0) return false
  if (group.trace <= batch.lastTrace) return false
  if (Math.floor(group.trace / 10_000_000) !== batch.header.odfi8) return false
  if (group.bytes[group.start + 12] === 0x20) return false // the account may still stand further right
  return group.rdfi8 >= 0 && checkDigitOf(group.rdfi8) === group.checkDigit
}

function indicatorOf(group: { readonly bytes: Uint8Array; readonly start: number }): number {
  return (group.bytes[group.start + 78] ?? 0) - ZERO
}

/** True for an addenda 05 that carries the next number and the last seven digits of its entry's trace. */
function isNext05(bytes: Uint8Array, at: number, sequence: number, trace: number): boolean {
  if (bytes[at + 1] !== 0x30 || bytes[at + 2] !== 0x35) return false
  return digitsAt(bytes, at + 83, 4) === sequence && digitsAt(bytes, at + 87, 7) === trace % 10_000_000
}

/** What an addenda 98 or 99 makes of its entry, by the code in columns 4 to 6; undefined for every other addenda. */
export function categoryOf(bytes: Uint8Array, at: number): EntryCategory | undefined {
  const type = digitsAt(bytes, at + 1, 2)
  if (type !== 98 && type !== 99) return undefined
  const code = digitsAt(bytes, at + 4, 2)
  if (type === 98) return code >= 61 && code <= 69 ? 'refused-noc' : 'noc'
  if (code >= 61 && code <= 70) return 'dishonored'
  return code >= 71 && code <= 77 ? 'contested' : 'return'
}
