import type { RuleId } from '../../core/deadline/rules.ts'
import type { FindingClock, Resolution } from '../../core/exception.ts'
import type { EntryCategory } from '../../formats/nacha/sink.ts'
import type { AchItem } from './item.ts'

/**
 * What another bank answers to us, a return or a notification, is not returned as an entry is: whatever is wrong with it, the
 * clock is that of our own answer to it, and so are the codes and the ways out (Nacha, Articles Two and Three).
 */
const OUR_ANSWER = {
  return: { clock: 'ach-dishonor', by: 'dishonor' },
  dishonored: { clock: 'ach-contest', by: 'contest' },
  contested: { clock: 'ach-contested', by: undefined },
  noc: { clock: 'ach-noc-refuse', by: 'refuse' },
  'refused-noc': { clock: 'ach-noc-refused-answer', by: undefined },
} as const satisfies Readonly<
  Record<Exclude<EntryCategory, 'forward'>, { readonly clock: RuleId; readonly by: Resolution | undefined }>
>

/** The clocks of our answers: a kind that may be about one may run on any of them. */
export const ANSWER_CLOCKS: readonly RuleId[] = Object.values(OUR_ANSWER).map(one => one.clock)

/** The clock of our answer to it; undefined for a forward entry, which runs on its kind's. */
export function answerClock({ category }: AchItem): FindingClock | undefined {
  return category === 'forward' ? undefined : { rule: OUR_ANSWER[category].clock }
}

/** Ways out that answer another bank: each fits one category only. */
const ANSWERING: readonly Resolution[] = ['return', 'dishonor', 'contest', 'refuse']

/**
 * The kind's ways out that there are for such an item: an entry is returned, a return dishonored, a dishonor contested, a notification
 * refused. What came with an amount that cannot be read would post with nothing, and goes back instead, because only its sender can say
 * what was meant; what the network has no answer to, or what moves nothing anyway, is taken as it came.
 */
export function resolutionsFor(
  { category, amountRead }: AchItem,
  ofKind: readonly Resolution[],
): readonly Resolution[] {
  const by = category === 'forward' ? 'return' : OUR_ANSWER[category].by
  const there = ofKind.filter(one => one === by || !ANSWERING.includes(one))
  const isUnread = amountRead < 0 && by !== undefined && by !== 'refuse'
  return isUnread ? there.filter(one => one !== 'post') : there
}
