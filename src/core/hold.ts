import { nameOfDay } from './calendar/day.ts'

/**
 * A hold: an item kept for the customer or the other institution, who have something to say or to give first. Its value stays in
 * suspense as long as it lasts, and its own clock runs on: it ends early enough that the item still goes back in time.
 */

/** What the party is to give, as people call it. */
export const HOLD_REASONS = {
  instruction: 'their instruction what is to become of it',
  documents: 'documents',
  identification: 'proof of who they are',
  statement: 'their written statement that the debit was not authorized',
  affidavit: 'their affidavit that the check is forged',
} as const
export type HoldReason = keyof typeof HOLD_REASONS
export const HOLD_REASON_NAMES = Object.keys(HOLD_REASONS) as [HoldReason, ...HoldReason[]] // its own keys

export const HOLD_PARTIES = ['customer', 'sender'] as const
export type HoldParty = (typeof HOLD_PARTIES)[number]

/** So long before an item has to leave its hold ends, so that it can still be decided. */
const BEFORE_DEADLINE_HOURS = 2

/** A hold as a decision leaves it. */
export interface HoldAfter {
  readonly party: HoldParty
  readonly awaits: HoldReason
  /** When it ends, as an instant. */
  readonly until: string
  /** The most that it may last in all, from the first time on: an instant. */
  readonly endsBy: string
  /** How often it was made longer. */
  readonly extensions: number
}

/** The latest end of a hold, and why. */
export interface LatestEnd {
  readonly at: Temporal.Instant
  /** A sentence with its arithmetic. */
  readonly why: string
}

/** By the most that a hold lasts, and by when the item has to leave here, where a clock runs that has not ended. */
export function latestEnd(of: {
  readonly now: Temporal.Instant
  readonly oursAt: Temporal.Instant | undefined
  readonly endsBy: Temporal.Instant
  readonly zone: string
}): LatestEnd {
  const { now, oursAt, endsBy, zone } = of
  const byRule = { at: endsBy, why: `A hold ends by ${momentName(endsBy, zone)} at the latest.` }
  if (oursAt === undefined || Temporal.Instant.compare(oursAt, now) <= 0) return byRule
  const before = oursAt.subtract({ hours: BEFORE_DEADLINE_HOURS })
  if (Temporal.Instant.compare(endsBy, before) <= 0) return byRule
  const why = `It has to leave here by ${momentName(oursAt, zone)}, and a hold ends ${BEFORE_DEADLINE_HOURS} hours before that, by ${momentName(before, zone)}.`
  return { at: before, why }
}

/** `Tue 2026-11-24 17:00`: on the institution's clock. */
export function momentName(at: Temporal.Instant, zone: string): string {
  const local = at.toZonedDateTimeISO(zone)
  return `${nameOfDay(local.toPlainDate())} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`
}

/** The beginning of a day, 2026-11-25, or a moment on the institution's clock, 2026-11-25T15:00; undefined for anything else. */
export function momentAsked(text: string, zone: string): Temporal.Instant | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/.test(text)) return undefined
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(zone).toInstant()
  } catch {
    return undefined
  }
}
