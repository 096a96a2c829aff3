import { parseDay } from '../calendar/day.ts'
import { type ResolutionAsked, type ResolutionDecision, type ResolutionFacts, refused } from './resolution.ts'
import { queueReturn } from './resolve-item.ts'

/**
 * Contests the dishonor of a return of ours, with the days of the entry that went back: as our own file says them, or as the
 * person does where it is not among ours. The other bank has the last word inside the network.
 */
export function contest(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { disputed } = facts
  if (disputed === undefined)
    return refused('resolution_not_possible', 'It names no return of ours that could be defended.')
  const told = { returnedOn: asked.returnedOn ?? '', settledOn: asked.settledOn ?? '' }
  const days = disputed.days ?? told
  if (parseDay(days.returnedOn) === undefined || parseDay(days.settledOn) === undefined)
    return refused(
      'days_missing',
      `No file of ours holds a return with the trace number ${disputed.number}: say when it went out and when the entry settled, as 2026-11-20.`,
    )
  if (days.returnedOn < days.settledOn)
    return refused('days_missing', 'The entry settled before it was returned: one of the two days is wrong.')
  return queueReturn(asked, facts, [], disputed.carries(days))
}
