import type { Fault } from '../../core/fault.ts'
import { type Control, controlAmount } from './control-amount.ts'
import type { FaultDetail, X9FaultCode } from './faults.ts'
import type { X9Fate } from './item-cursor.ts'
import type { DeclaredTotals, TotalName, TotalsJudge } from './judge-totals.ts'
import { controlStanding, expectedFrom, foundIn } from './standing.ts'
import { Tally } from './tally.ts'
import type { Totals } from './totals-profile.ts'

/** Of its faults that are alike, in code and in what they leave out, a part remembers so many; the sink is told of every one. */
const FAULTS_REMEMBERED = 100

/** A file, cash letter or bundle while it is read. */
export class Part {
  readonly tally = new Tally()
  readonly faults: Fault[] = []
  fate: X9Fate = 'process'
  /** Parts in it that have ended. */
  parts = 0
  /** By how much the controls of its parts differ from what came in them, summed. */
  readonly gap = { items: 0, amountMinor: 0n, images: 0 }
  readonly level: PartLevel
  readonly ordinal: number
  readonly record: number
  readonly offset: number

  constructor(level: PartLevel, ordinal: number, record: number, offset: number) {
    this.level = level
    this.ordinal = ordinal
    this.record = record
    this.offset = offset
  }

  remember(fault: Fault): void {
    const alike = this.faults.filter(known => known.code === fault.code && known.rest === fault.rest)
    if (alike.length < FAULTS_REMEMBERED) this.faults.push(fault)
  }
}

export type PartLevel = 'bundle' | 'cash-letter' | 'file'

export interface JudgedPart {
  readonly declared: Totals | undefined
  readonly computed: Totals
}

/** What a part's control is compared with, beside the tally. */
export interface PartCounts {
  /** Records of the file up to and with its control. */
  readonly records: number
  readonly recordNumber: number
}

type Report = (code: X9FaultCode, detail: FaultDetail) => void

/**
 * Compares a part with its control and reports what differs. A difference that is exactly the sum of the differences in its
 * parts was already charged to them: it is reported, and leaves nothing more out.
 */
export function judgePart(
  part: Part,
  control: Control,
  judge: TotalsJudge,
  counts: PartCounts,
  report: Report,
): JudgedPart {
  const stated = declaredBy(control)
  reportUnreadable(control, counts, report)
  const { computed, records, wrong } = judge.judge(stated, part.tally, counts.records)
  for (const name of wrong) {
    const found = String(name === 'amount' ? stated.amountMinor : stated[name])
    const detail: FaultDetail = {
      record: counts.recordNumber,
      ...CONTROL_FIELDS[control.type][name],
      ...foundIn(found, 'digits', controlStanding(control)),
      expected: String(name === 'records' ? records : name === 'amount' ? computed.amountMinor : computed[name]),
      ...(isCharged(part, name, stated, computed) ? { rest: 'read on' } : {}),
    }
    report(faultCode(part.level, name), name === 'amount' ? expectedFrom(part.tally.sums, detail) : detail)
  }
  if (stated.items === undefined || stated.amountMinor === undefined) return { declared: undefined, computed }
  const declared: Totals = {
    ...computed,
    items: stated.items,
    amountMinor: stated.amountMinor,
    images: stated.images,
    micrValidMinor: stated.micrValidMinor,
  }
  return { declared, computed }
}

/** Adds an ended part to the one it lies in. */
export function addPart(whole: Part, part: Part, judged: JudgedPart): void {
  const { declared, computed } = judged
  whole.tally.add(part.tally)
  whole.parts += 1
  if (declared === undefined) return
  whole.gap.items += declared.items - computed.items
  whole.gap.amountMinor += declared.amountMinor - computed.amountMinor
  whole.gap.images += declared.images === undefined ? 0 : declared.images - (computed.images ?? 0)
}

function isCharged(part: Part, name: TotalName, stated: DeclaredTotals, computed: Totals): boolean {
  const { items, amountMinor, images } = stated
  if (name === 'items') return items !== undefined && items - computed.items === part.gap.items
  if (name === 'amount') return amountMinor !== undefined && amountMinor - computed.amountMinor === part.gap.amountMinor
  return name === 'images' && images !== undefined && images - (computed.images ?? 0) === part.gap.images
}

function declaredBy(control: Control): DeclaredTotals {
  return {
    items: control.itemCount,
    amountMinor: controlAmount(control),
    images: control.type === '99' ? undefined : control.imageCount,
    micrValidMinor:
      control.type === '70' && control.micrValidMinor !== undefined ? BigInt(control.micrValidMinor) : undefined,
    records: control.type === '99' ? control.recordCount : undefined,
    creditTotalIndicator: control.creditTotalIndicator,
  }
}

/** Without an item count and an amount a control proves nothing, so the part is left out. */
function reportUnreadable(control: Control, counts: PartCounts, report: Report): void {
  const fields = CONTROL_FIELDS[control.type]
  for (const name of ['items', 'amount'] as const) {
    const value = name === 'items' ? control.itemCount : controlAmount(control)
    if (value !== undefined) continue
    const field = fields[name].field
    report('control-field', {
      record: counts.recordNumber,
      ...fields[name],
      ...foundIn(control.odd?.[field] ?? '', 'digits', 'in doubt'),
      expected: 'digits',
      scope: control.type === '99' ? 'file' : 'batch',
      rest: control.type === '99' ? 'file left out' : 'batch left out',
    })
  }
}

const CONTROL_FIELDS = {
  70: {
    items: { column: 3, field: 'itemCount' },
    amount: { column: 7, field: 'amountMinor' },
    images: { column: 31, field: 'imageCount' },
    records: { column: 1, field: 'recordCount' },
  },
  90: {
    items: { column: 9, field: 'itemCount' },
    amount: { column: 17, field: 'amountMinor' },
    images: { column: 31, field: 'imageCount' },
    records: { column: 1, field: 'recordCount' },
  },
  99: {
    items: { column: 17, field: 'itemCount' },
    amount: { column: 25, field: 'amountMinor' },
    images: { column: 1, field: 'imageCount' },
    records: { column: 9, field: 'recordCount' },
  },
} as const satisfies Readonly<Record<Control['type'], Readonly<Record<TotalName, { column: number; field: string }>>>>

const FAULT_CODES = {
  bundle: { items: 'bundle-items', amount: 'bundle-amount', images: 'bundle-images', records: 'file-records' },
  'cash-letter': {
    items: 'cash-letter-items',
    amount: 'cash-letter-amount',
    images: 'cash-letter-images',
    records: 'file-records',
  },
  file: { items: 'file-items', amount: 'file-amount', images: 'cash-letter-images', records: 'file-records' },
} as const satisfies Readonly<Record<PartLevel, Readonly<Record<TotalName, X9FaultCode>>>>

function faultCode(level: PartLevel, name: TotalName): X9FaultCode {
  return FAULT_CODES[level][name]
}
