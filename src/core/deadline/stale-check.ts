/**
 * The first day on which the check is stale: the day after the last day of the months. 2026-08-31 and six give 2027-03-01.
 * UCC 4-404: a bank need not pay a check more than six months after its date, and may in good faith. Six calendar months,
 * not 180 days.
 */
export function staleFrom(datedOn: Temporal.PlainDate, months: number): Temporal.PlainDate {
  return datedOn.add({ months }).add({ days: 1 })
}

/** Whether a check with this date is stale on the day. */
export function isStale(datedOn: Temporal.PlainDate, on: Temporal.PlainDate, months: number): boolean {
  return Temporal.PlainDate.compare(staleFrom(datedOn, months), on) <= 0
}
