import type { ValuesFacts } from '../core/resolve/list-acts.ts'
import { adjustmentKindOf, type ItemStory } from './read-item.ts'

/**
 * What of an item decides which values are keyed with its ways out, never what somebody proposed. How many deposits it came in is read
 * with the acts: where that was not, a form offers to say whose.
 */
export function valuesFactsOf(
  story: ItemStory,
  { severalDeposits }: Pick<ValuesFacts, 'severalDeposits'> = { severalDeposits: true },
): ValuesFacts {
  const { original, adjustment } = story
  const isUnread = original?.pack.unread?.isUnread(original.parsed) === true
  return { right: adjustmentKindOf(story)?.right, isAdjusting: adjustment !== undefined, severalDeposits, isUnread }
}
