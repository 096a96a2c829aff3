import type { Standing } from '../shown-value.ts'
import type { NachaFault } from './fault-codes.ts'
import { type SecRule, secRule } from './sec-codes.ts'
import type { BatchHeader } from './sink.ts'
import { headerStanding } from './standing.ts'
import { directionOf, transactionCode } from './transaction-codes.ts'

/** The layout of a batch's entries. Corrections of international entries (COR with IATCOR) keep the international one. */
export type EntryLayout = 'standard' | 'iat' | 'adv'

/** What the byte checks know of a transaction code in a batch; 0 for a code that needs a thorough look. */
export const CODE_LIVE = 1 // permitted, moves money: the amount must be above zero
export const CODE_MONEYLESS = 2 // permitted, prenote or zero-dollar: the amount must be zero

/** A batch while its entries are read: its running totals and what its header makes permissible. */
export interface OpenBatch {
  readonly header: BatchHeader
  readonly standing: Standing
  readonly layout: EntryLayout
  readonly rule: SecRule | undefined
  /** By transaction code 0 to 99. */
  readonly codes: Uint8Array
  /** True when only the thorough checks know all the rules of this entry class. */
  readonly special: boolean
  readonly addendaMin: number
  entries: number
  faultyEntries: number
  entryAddendaCount: number
  entryHash: number
  debitMinor: number
  creditMinor: number
  /** Entries whose amount, or whose routing number, is unreadable: what they may explain of a difference. */
  unreadableDebits: number
  unreadableCredits: number
  unreadableRouting: number
  /** Of the entry before; -1 before the first. */
  lastTrace: number
  /** In doubt once an entry is: what was summed may be no amount and no routing number. */
  sums: Standing
  readonly faults: NachaFault[]
  leftOut: boolean
}

export function openBatch(header: BatchHeader): OpenBatch {
  const rule = secRule(header.secCode)
  const layout = layoutOf(header)
  return {
    header,
    standing: headerStanding(header, rule !== undefined),
    layout,
    rule,
    codes: codesOf(header, rule),
    special: layout !== 'standard' || rule === undefined || needsThorough(rule, header.secCode),
    addendaMin: rule?.addenda?.min ?? 0,
    entries: 0,
    faultyEntries: 0,
    entryAddendaCount: 0,
    entryHash: 0,
    debitMinor: 0,
    creditMinor: 0,
    unreadableDebits: 0,
    unreadableCredits: 0,
    unreadableRouting: 0,
    lastTrace: -1,
    sums: 'aligned',
    faults: [],
    leftOut: false,
  }
}

/** The direction an entry is counted in: by its code, or by the batch's service class when the code is no number. */
export function countedDirection(batch: OpenBatch, code: number): 'credit' | 'debit' {
  if (code >= 0) return directionOf(code)
  return batch.header.serviceClass === 220 ? 'credit' : 'debit'
}

function layoutOf(header: BatchHeader): EntryLayout {
  if (header.iat !== undefined) return 'iat'
  return header.secCode === 'ADV' ? 'adv' : 'standard'
}

function needsThorough(rule: SecRule, sec: string): boolean {
  return (
    rule.amountMax !== undefined ||
    rule.identification !== undefined ||
    rule.nameRequired === true ||
    rule.countsAddenda === true ||
    rule.moneyless === true ||
    rule.cardType === true ||
    sec === 'TRC' ||
    sec === 'XCK' ||
    sec === 'COR'
  )
}

function codesOf(header: BatchHeader, rule: SecRule | undefined): Uint8Array {
  const codes = new Uint8Array(100)
  if (rule === undefined) return codes
  for (let code = 20; code < 60; code++) {
    if (code === 55) continue // a loan debit must be a reversal
    const known = transactionCode(code)
    if (known === undefined || known.purpose === 'answer') continue
    if (known.purpose === 'zero' && rule.zeroDollar !== true) continue
    if (rule.direction !== 'both' && rule.direction !== known.direction) continue
    if (header.serviceClass === 220 && known.direction !== 'credit') continue
    if (header.serviceClass === 225 && known.direction !== 'debit') continue
    codes[code] = known.purpose === 'live' ? CODE_LIVE : CODE_MONEYLESS
  }
  return codes
}
