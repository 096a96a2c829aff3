import { amountWords } from '../money.ts'
import { type Candidate, type Handed, isKeptFor } from './next.ts'
import { rankOf, type WorkRole } from './queue.ts'

/** Why somebody was handed a case and not another. */
export interface WhyThis {
  /** When its answer has to leave; undefined without a clock. */
  readonly oursAt: Temporal.Instant | undefined
  readonly first: CameFirst
  /** Other cases that this person could have been handed in that moment. */
  readonly behind: number
  /** There may be more than were counted. */
  readonly isMore: boolean
}

/** By what it came before what they would have been handed in its place. Amounts in minor units. */
export type CameFirst =
  /** It was given to them by name. */
  | { readonly by: 'given' }
  /** They let it wait; why it is ready again, as a sentence, comes with it. */
  | { readonly by: 'waited'; readonly wokenBy: string }
  | { readonly by: 'clock'; readonly nextOursAt: Temporal.Instant | undefined }
  | { readonly by: 'harm'; readonly minor: number; readonly nextMinor: number }
  | { readonly by: 'age'; readonly openedAt: Temporal.Instant }
  /** The other is due, at stake and as old alike. */
  | { readonly by: 'number' }
  /** Nothing else was looked at that they may have. */
  | { readonly by: 'alone' }

/** The first of what the order of queues goes by, see `byUrgency`, that tells the two apart. */
export function cameFirst(
  { got, otherwise }: Handed,
  to: { readonly personId: number; readonly wokenBy: string | undefined },
): CameFirst {
  if (isKeptFor(to.personId, got))
    return to.wokenBy === undefined ? { by: 'given' } : { by: 'waited', wokenBy: to.wokenBy }
  if (otherwise === undefined) return { by: 'alone' }
  if (got.oursAt !== otherwise.oursAt) return { by: 'clock', nextOursAt: momentOf(otherwise.oursAt) }
  if (got.harmMinor !== otherwise.harmMinor) return { by: 'harm', minor: got.harmMinor, nextMinor: otherwise.harmMinor }
  if (got.openedAt === otherwise.openedAt) return { by: 'number' }
  return { by: 'age', openedAt: Temporal.Instant.fromEpochMilliseconds(got.openedAt) }
}

/** Undefined without a clock. */
export function momentOf(oursAt: Candidate['oursAt']): Temporal.Instant | undefined {
  return oursAt === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(oursAt)
}

/** Cases of a queue and a role that can be handed out: all of them, or those among them that one person is not handed. */
export interface CasesCounted {
  readonly queue: string
  readonly forRole: WorkRole
  readonly notTo: number | undefined
  readonly cases: number
}

/** Who is handed cases: with which rank, and from which queues. */
export interface HandedTo {
  readonly personId: number
  readonly rank: number
  readonly queues: ReadonlySet<string>
}

/** How many of these one person could be handed. `most`: of a queue so many were counted. */
export function countFor(
  counted: readonly CasesCounted[],
  { personId, rank, queues }: HandedTo,
  most: number,
): Pick<WhyThis, 'behind' | 'isMore'> {
  let behind = 0
  const all = new Map<string, number>()
  for (const { queue, forRole, notTo, cases } of counted) {
    if (!queues.has(queue)) continue
    if (notTo === undefined) all.set(queue, (all.get(queue) ?? 0) + cases)
    if (rank < rankOf(forRole)) continue
    if (notTo === undefined) behind += cases
    else if (notTo === personId) behind -= cases
  }
  return { behind, isMore: [...all.values()].some(cases => cases >= most) }
}

/** `due 14:30, before the next (15:10), 37 others behind it`: in the institution's zone, with the day where it is not today. */
export function whyThisSentence({ oursAt, first, behind, isMore }: WhyThis, now: Temporal.ZonedDateTime): string {
  const text = (at: Temporal.Instant) => momentText(at.toZonedDateTimeISO(now.timeZoneId), now)
  const due = oursAt === undefined ? 'without a clock' : `due ${text(oursAt)}`
  return `${firstText(first, due, text)}, ${othersText(behind, isMore)}`
}

function firstText(first: CameFirst, due: string, text: (at: Temporal.Instant) => string): string {
  switch (first.by) {
    case 'given':
      return `given to you by name, so before all else; ${due}`
    case 'waited':
      return `yours again, so before all else (${first.wokenBy}); ${due}`
    case 'clock':
      return `${due}, before the next (${first.nextOursAt === undefined ? 'without a clock' : text(first.nextOursAt)})`
    case 'harm':
      return `${due} like the next, with more at stake (${amountWords(first.minor)}; the next ${amountWords(first.nextMinor)})`
    case 'age':
      return `${due} like the next, as much at stake, and here for longer (since ${text(first.openedAt)})`
    case 'number':
      return `${due} like the next, as much at stake and as long here`
    case 'alone':
      return due
  }
}

function othersText(behind: number, isMore: boolean): string {
  if (isMore) return behind === 0 ? 'others may be behind it' : `${behind} or more others behind it`
  return behind === 0 ? 'no other behind it' : behind === 1 ? 'one other behind it' : `${behind} others behind it`
}

function momentText(at: Temporal.ZonedDateTime, now: Temporal.ZonedDateTime): string {
  const time = at.toPlainTime().toString({ smallestUnit: 'minute' })
  return at.toPlainDate().equals(now.toPlainDate()) ? time : `${at.toPlainDate()} ${time}`
}
