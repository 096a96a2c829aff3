import type { Finding } from '../../core/exception.ts'
import type { Fault } from '../../core/fault.ts'
import { credibleLoss, type Lost } from '../../core/lost-value.ts'
import { isExact, NOTHING, type Tally } from '../../core/tally.ts'
import type { X9ItemCursor } from '../../formats/x9/item-cursor.ts'
import type { BundleEnd, CashLetterEnd, FileEnd } from '../../formats/x9/sink.ts'
import { dollars } from './check.ts'
import type { CheckKind } from './kinds.ts'
import { stored } from './stored.ts'

/** Whether a bundle or a file may be processed, and the exception that says why not. */
export interface Decided {
  readonly fate: 'process' | 'quarantine'
  readonly finding?: Finding<CheckKind>
}

const PROCESS: Decided = { fate: 'process' }

/**
 * A bundle waits when its frame cannot be trusted, or when it does not balance: against its control (70), or against the
 * deposit ticket (61, 62) that is for it. `ticketGapMinor` is what the ticket says less what came, undefined without one.
 */
export function bundleFate(
  end: BundleEnd,
  ticketGapMinor: number | undefined,
  pass: { readonly isBroken: boolean },
): Decided {
  const ofTicket = ticketGapMinor === undefined ? {} : { ticketGapMinor }
  const broken = end.faults.find(fault => leavesOut(fault) && !BUNDLE_TOTALS.has(fault.code))
  if (broken !== undefined) return quarantine('malformed-bundle', broken, { reason: broken.message, ...ofTicket })
  if (pass.isBroken) {
    const reason = 'An item of it could not be read to its end.'
    return quarantine('malformed-bundle', undefined, { reason, ...ofTicket })
  }
  const gaps = { ...controlGaps(end), ticketMinor: ticketGapMinor }
  const isRight = gaps.count === 0 && gaps.controlMinor === 0 && (gaps.ticketMinor ?? 0) === 0
  return isRight ? PROCESS : { fate: 'quarantine', finding: outOfBalance(end, gaps) }
}

/** Credits without a bundle: nothing pays for them. */
export function ticketAlone({ creditMinor }: Tally): Decided {
  const facts = amounts('deposit ticket', BigInt(creditMinor), 0n)
  const explained = {
    explained: 'no check can explain, because none came',
    countDifference: 0,
    ticketGapMinor: creditMinor,
  }
  return { fate: 'quarantine', finding: { kind: 'bundle-out-of-balance', facts: { ...facts, ...explained } } }
}

/** What was declared less what came. */
interface BundleGaps {
  readonly count: number
  readonly controlMinor: number
  readonly ticketMinor: number | undefined
}

function controlGaps({ declared, computed }: BundleEnd): Pick<BundleGaps, 'count' | 'controlMinor'> {
  if (declared === undefined) return { count: 0, controlMinor: 0 }
  return { count: declared.items - computed.items, controlMinor: Number(declared.amountMinor - computed.amountMinor) }
}

/**
 * What one item would have to be wrong by to explain the bundle: undefined when items are missing or too many, or when
 * control and ticket differ by different amounts, so that no single item can.
 */
function singleGapMinor({ count, controlMinor, ticketMinor }: BundleGaps): number | undefined {
  if (count !== 0) return undefined
  if (ticketMinor === undefined || ticketMinor === 0 || ticketMinor === controlMinor) return controlMinor
  return controlMinor === 0 ? ticketMinor : undefined
}

function outOfBalance(end: BundleEnd, gaps: BundleGaps): Finding<CheckKind> {
  const byControl = gaps.count !== 0 || gaps.controlMinor !== 0
  const differenceMinor = singleGapMinor(gaps)
  const gap = byControl ? gaps.controlMinor : (gaps.ticketMinor ?? 0)
  const came = Number(end.tally.checkMinor + end.tally.returnMinor)
  return {
    kind: 'bundle-out-of-balance',
    field: byControl && gaps.controlMinor === 0 ? 'itemCount' : 'amountMinor',
    column: byControl && gaps.controlMinor === 0 ? 3 : 7,
    found: dollars(came + gap),
    expected: dollars(came),
    facts: {
      control: byControl ? 'bundle control (70)' : 'deposit ticket',
      declared: dollars(came + gap),
      computed: dollars(came),
      difference:
        gaps.count === 0 ? dollars(Math.abs(gap)) : `${Math.abs(gaps.count)} items and ${dollars(Math.abs(gap))}`,
      explained: differenceMinor === undefined ? 'no single check can explain' : 'no check explains so far',
      countDifference: gaps.count,
      ...(differenceMinor === undefined ? {} : { differenceMinor }),
      ...(gaps.ticketMinor === undefined ? {} : { ticketGapMinor: gaps.ticketMinor }),
    },
  }
}

/** What waits for the whole file, because a cash letter is broken or does not balance while its bundles do. */
export function letterFate(end: CashLetterEnd, ticketGapMinor: number): Decided {
  if (end.fate === 'quarantine') return partFate(end, 'cash letter control (90)')
  if (ticketGapMinor === 0) return PROCESS
  const computed = end.tally.checkMinor + end.tally.returnMinor
  const facts = amounts('deposit credits of the cash letter', computed + BigInt(ticketGapMinor), computed)
  return { fate: 'quarantine', finding: { kind: 'letter-out-of-balance', facts } }
}

export function fileFate(end: FileEnd): Decided {
  return end.fate === 'quarantine' ? partFate(end, 'file control (99)') : PROCESS
}

/** The format's reader lets a total pass whose difference is exactly that of the bundles in it: those are charged already. */
function partFate({ faults, partsGapMinor }: CashLetterEnd | FileEnd, control: string): Decided {
  const blocking = faults.filter(leavesOut)
  const broken = blocking.find(fault => !LETTER_TOTALS.has(fault.code))
  if (broken !== undefined) return quarantine('malformed-letter', broken, { reason: broken.message })
  const total = blocking.find(fault => fault.code.endsWith('-amount')) ?? blocking[0]
  if (total === undefined) return quarantine('malformed-letter', undefined, { reason: 'Its frame could not be read.' })
  return quarantine('letter-out-of-balance', total, totalFacts(total, control, partsGapMinor))
}

/** The fault stands at the control: it found what was declared and expected what came. */
function totalFacts(fault: Fault, control: string, partsGapMinor: bigint): NonNullable<Finding['facts']> {
  const [found = '0', expected = '0'] = [fault.found, fault.expected]
  // Sixteen digits of cents may be more than a number holds.
  if (fault.field === 'amountMinor') return amounts(control, BigInt(found), BigInt(expected), partsGapMinor)
  const [declared, computed] = [Number(found), Number(expected)]
  const what = WHAT_IS_COUNTED[fault.code] ?? 'items'
  const difference = `${Math.abs(declared - computed)} ${what}`
  return { control, declared: `${declared} ${what}`, computed: `${computed} ${what}`, difference }
}

/** `gapMinor` is the total's own difference: without those of its parts, which are exceptions of their own. */
function amounts(
  control: string,
  declaredMinor: bigint,
  computedMinor: bigint,
  partsGapMinor = 0n,
): NonNullable<Finding['facts']> {
  const gap = declaredMinor - computedMinor
  const difference = dollars(gap < 0n ? -gap : gap)
  const gapMinor = Number(gap - partsGapMinor)
  const told = { control, declared: dollars(declaredMinor), computed: dollars(computedMinor), difference }
  return Number.isSafeInteger(gapMinor) ? { ...told, gapMinor } : told
}

const BUNDLE_TOTALS: ReadonlySet<string> = new Set(['bundle-items', 'bundle-amount'])

const WHAT_IS_COUNTED: Readonly<Record<string, string>> = {
  'cash-letter-items': 'items',
  'cash-letter-bundles': 'bundles',
  'file-items': 'items',
  'file-cash-letters': 'cash letters',
}

const LETTER_TOTALS: ReadonlySet<string> = new Set([
  ...Object.keys(WHAT_IS_COUNTED),
  'cash-letter-amount',
  'file-amount',
])

function leavesOut(fault: Fault): boolean {
  return fault.rest === 'batch left out' || fault.rest === 'file left out'
}

function quarantine(kind: CheckKind, fault: Fault | undefined, facts: NonNullable<Finding['facts']>): Decided {
  const { field, column, found, expected, sensitive, sensitiveIn, record = 0 } = fault ?? {}
  return {
    fate: 'quarantine',
    finding: {
      kind,
      ...(field === undefined ? {} : { field }),
      ...(column === undefined ? {} : { column }),
      ...(found === undefined ? {} : { found: stored(found) }),
      ...(expected === undefined ? {} : { expected: stored(expected) }),
      ...(sensitive === undefined ? {} : { sensitive }),
      ...(sensitiveIn === undefined ? {} : { sensitiveIn }),
      facts: { ...facts, record },
    },
  }
}

/**
 * A part's totals as the completeness equation wants them. A control counts checks and returns: the credits are as they came.
 * Undefined without a control, and where it declares more than is counted exactly: then its finding alone has the digits.
 */
export function declaredTally(end: BundleEnd | FileEnd, computed: Tally): Tally | undefined {
  if (end.declared === undefined) return undefined
  const debitMinor = BigInt(computed.debitMinor) + end.declared.amountMinor - end.computed.amountMinor
  const declared = {
    count: Math.max(0, computed.count + end.declared.items - end.computed.items),
    debitMinor: Math.max(0, Number(debitMinor)),
    creditMinor: computed.creditMinor,
  }
  return isExact(declared) ? declared : undefined
}

/** True when the reader gave an item up for more than its amount: what else it held is not known. */
export function itemsLeftOut({ fate, faults }: Pick<X9ItemCursor, 'fate' | 'faults'>): boolean {
  return fate === 'quarantine' && faults.some(fault => fault.rest !== 'read on' && fault.code !== 'amount')
}

/** Value that a control declares and no item holds, where bytes were lost that may have held it: as much as can be believed. */
export function lostOf(end: BundleEnd | FileEnd, declared: Tally | undefined, came: Tally): Lost {
  if (declared === undefined || !end.faults.some(fault => BYTES_LOST.has(fault.code))) return { tally: NOTHING }
  const count = Math.max(0, declared.count - came.count)
  if (count === 0) return { tally: NOTHING }
  const lost = { count, debitMinor: Math.max(0, declared.debitMinor - came.debitMinor), creditMinor: 0 }
  const bounds = { carriers: count, records: Math.floor(end.length / RECORD_BYTES) }
  return credibleLoss(lost, bounds, { scope: 'bundle' in end ? 'batch' : 'file', record: end.record })
}

/** Of a detail record without its images: an item has no fewer. */
const RECORD_BYTES = 80

const BYTES_LOST: ReadonlySet<string> = new Set(['frame-lost', 'frame-refused', 'truncated', 'record-unknown'])
