/** Of the exceptions of a case: when the first of those that are open has to leave; of all where none is. For a query that groups by case. */
export const EARLIEST = { dueAt: earliest('due_at'), oursAt: earliest('ours_at') } as const

function earliest(clock: 'due_at' | 'ours_at'): string {
  return `case when bool_or(exception.state = 'open') then min(exception.${clock}) filter (where exception.state = 'open') else min(exception.${clock}) end`
}
