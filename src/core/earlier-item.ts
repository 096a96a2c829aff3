import type { Finding } from './exception.ts'

/** The item that a finding names as the one that came before, or that an exception's kept facts name. */
export function earlierItemIn(facts: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const id = facts?.earlierItemId
  return typeof id === 'number' ? id : undefined
}

/**
 * The first finding with the earlier item of the others, where it names none itself: a duplicate is shown beside what came before
 * it also where something else is decided first.
 */
export function withEarlierItem<Found extends Finding>(first: Found, others: readonly Finding[]): Found {
  if (earlierItemIn(first.facts) !== undefined) return first
  const earlierItemId = others.map(one => earlierItemIn(one.facts)).find(id => id !== undefined)
  return earlierItemId === undefined ? first : { ...first, facts: { ...first.facts, earlierItemId } }
}
