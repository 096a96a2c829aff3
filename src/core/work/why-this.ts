/** Why somebody was handed a case and not another. */
export interface WhyThis {
  /** When its answer has to leave; undefined without a clock. */
  readonly oursAt: Temporal.Instant | undefined
  /** Cases of the queues that this person could have been handed, and that come after it. */
  readonly behind: number
  /** True when there are more than were counted. */
  readonly isMore: boolean
  /** It was given to this person by name. */
  readonly isGiven: boolean
}

/** `due 14:30, 37 others behind it`: in the institution's zone, with the day where it is not today. */
export function whyThisSentence({ oursAt, behind, isMore, isGiven }: WhyThis, now: Temporal.ZonedDateTime): string {
  const due =
    oursAt === undefined ? 'without a clock' : `due ${momentText(oursAt.toZonedDateTimeISO(now.timeZoneId), now)}`
  const others =
    behind === 1 && !isMore ? 'one other' : behind === 0 ? 'no other' : `${isMore ? 'more than ' : ''}${behind} others`
  return `${isGiven ? 'given to you, ' : ''}${due}, ${others} behind it`
}

function momentText(at: Temporal.ZonedDateTime, now: Temporal.ZonedDateTime): string {
  const time = at.toPlainTime().toString({ smallestUnit: 'minute' })
  return at.toPlainDate().equals(now.toPlainDate()) ? time : `${at.toPlainDate()} ${time}`
}
