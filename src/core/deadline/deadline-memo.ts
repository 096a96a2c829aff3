import type { Calendars } from '../calendar/calendars.ts'
import { computeDeadline, type Deadline, type DeadlineStart } from './compute-deadline.ts'
import type { DeadlineRule } from './rule.ts'

/** Deadlines kept; a file has a handful of settlement dates, so more is a sign of odd data and starts afresh. */
const KEPT_MAX = 4096

/**
 * `computeDeadline` for many items of a file: items with one rule and one start share one answer. Starts with a moment of
 * their own are computed each time. Make a new one when the calendars change.
 */
export function createDeadlineMemo(calendars: Calendars): (rule: DeadlineRule, start: DeadlineStart) => Deadline {
  const kept = new Map<string, Deadline>()
  return (rule, start) => {
    if (start.at !== undefined) return computeDeadline(rule, start, calendars)
    const key = `${rule.id} ${start.on.toString()} ${start.depositaryZone ?? ''} ${start.taken ?? ''}`
    const known = kept.get(key)
    if (known !== undefined && known.rule === rule) return known
    const made = computeDeadline(rule, start, calendars)
    if (kept.size >= KEPT_MAX) kept.clear()
    kept.set(key, made)
    return made
  }
}
