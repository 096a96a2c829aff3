import { dayNumber } from '../../core/calendar/day.ts'
import { createFingerprint } from '../../core/fingerprint.ts'
import { latin1Bytes } from '../../core/latin1.ts'
import type { BatchDetail } from '../../core/pack.ts'
import { parseYymmdd } from '../../formats/nacha/dates.ts'
import { type SecRule, secRule } from '../../formats/nacha/sec-codes.ts'

/** Where an entry's columns are: international entries and accounting advices have their own. */
export type EntryLayout = 'standard' | 'iat' | 'adv'

/** What the checks need of a batch header, worked out once for all entries of the batch. */
export interface AchBatch {
  readonly secCode: string
  /** Undefined for an entry class that is in no list. */
  readonly rule: SecRule | undefined
  readonly layout: EntryLayout
  readonly companyId: string
  readonly companyName: string
  readonly entryDescription: string
  /** 200 both, 220 credits, 225 debits, 280 advices; -1 when unreadable. */
  readonly serviceClass: number
  /** The company descriptive date where it asks for same-day settlement: `SD1300`, wanted by 13:00. */
  readonly sameDayMarker: string | undefined
  /** YYMMDD as it stands. */
  readonly effectiveDate: string
  /** Days since 1970-01-01; undefined when the date is blank or no day of the calendar. */
  readonly effectiveDay: number | undefined
  /** True when the batch reverses earlier entries. The rules fix the word. */
  readonly reversal: boolean
  /** Both halves of the fingerprint of what makes two batches' entries comparable: company, class and effective date. */
  readonly identityHigh: number
  readonly identityLow: number
}

/** Reads the stored detail of a batch. The result is kept as long as the detail lives: a chunk's items share few batches. */
export function achBatch(detail: BatchDetail): AchBatch {
  if (detail === lastDetail && lastBatch !== undefined) return lastBatch
  let batch = known.get(detail)
  if (batch === undefined) {
    batch = readBatch(detail)
    known.set(detail, batch)
  }
  lastDetail = detail
  lastBatch = batch
  return batch
}

// A memory of a pure function: same detail, same batch. The last one is asked for a million times in a row.
const known = new WeakMap<BatchDetail, AchBatch>()
let lastDetail: BatchDetail | undefined
let lastBatch: AchBatch | undefined

function readBatch(detail: BatchDetail): AchBatch {
  const secCode = text(detail, 'secCode')
  const effectiveDate = text(detail, 'effectiveDate')
  const effectiveOn = parseYymmdd(effectiveDate)
  const companyId = text(detail, 'companyId')
  return {
    secCode,
    rule: secRule(secCode),
    layout: layoutOf(text(detail, 'layout')),
    companyId,
    companyName: text(detail, 'companyName'),
    entryDescription: text(detail, 'entryDescription'),
    serviceClass: typeof detail.serviceClass === 'number' ? detail.serviceClass : -1,
    sameDayMarker: sameDayMarker(text(detail, 'descriptiveDate').trim()),
    effectiveDate,
    effectiveDay: effectiveOn === undefined ? undefined : dayNumber(effectiveOn),
    reversal: text(detail, 'entryDescription').trim().toUpperCase() === 'REVERSAL',
    ...identityOf(`${companyId}|${secCode}|${effectiveDate}`),
  }
}

function text(detail: BatchDetail, name: string): string {
  const value = detail[name]
  return typeof value === 'string' ? value : ''
}

/** A company may well begin its own date text with SD. */
function sameDayMarker(descriptiveDate: string): string | undefined {
  return /^SD([01]\d|2[0-3])[0-5]\d$/.test(descriptiveDate) ? descriptiveDate : undefined
}

function layoutOf(name: string): EntryLayout {
  return name === 'iat' || name === 'adv' ? name : 'standard'
}

function identityOf(words: string): { readonly identityHigh: number; readonly identityLow: number } {
  const fingerprint = createFingerprint()
  const bytes = latin1Bytes(words)
  fingerprint.bytes(bytes, 0, bytes.length)
  return { identityHigh: fingerprint.high(), identityLow: fingerprint.low() }
}
