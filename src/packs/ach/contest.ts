import { parseDay } from '../../core/calendar/day.ts'
import { invariant } from '../../core/invariant.ts'
import type { AnswerItem } from '../../core/pack-answers.ts'
import type { ContestDays, PackContests } from '../../core/pack-contests.ts'
import { textAt } from '../../formats/nacha/layout.ts'
import type { Answer } from './answer.ts'
import { lastDayOfYear } from './day-of-year.ts'
import { parseAchItem } from './item.ts'

/** Columns of the addenda 99 of a dishonor, 0-based: the trace number of our return, and the day of the year on which it settled. */
const RETURN_TRACE_AT = 38
const RETURN_SETTLED_AT = 53
const TRACE_DIGITS = 15

/** A dishonor names our return by its trace number; the days of the entry that went back are ours to say. */
export const contests: PackContests = {
  disputed: (raw, batch) => {
    const item = parseAchItem(raw, batch)
    return item.category === 'dishonored'
      ? textAt(item.raw, item.answerAt + RETURN_TRACE_AT, TRACE_DIGITS).trim()
      : undefined
  },
  carries: ({ returnedOn, settledOn }) => `${returnedOn} ${settledOn}`,
}

/** Days that a carried text holds: those that `carries` wrote. */
function daysOf(text: string): ContestDays | undefined {
  const [returnedOn, settledOn] = text.split(' ').map(parseDay)
  return returnedOn === undefined || settledOn === undefined ? undefined : { returnedOn, settledOn }
}

type Contested = Pick<AnswerItem, 'raw' | 'batch' | 'code' | 'correction'> & {
  readonly dishonorSettledOn: Temporal.PlainDate
}

/** The contest of a dishonor. Our return settled on the day that the dishonor repeats, or when it went out where that cannot be read. */
export function contestOf({ raw, batch, code, correction, dishonorSettledOn }: Contested): Answer {
  const days = daysOf(correction)
  invariant(days !== undefined, 'a contest is written with the days of what it is about')
  const item = parseAchItem(raw, batch)
  const told = lastDayOfYear(textAt(item.raw, item.answerAt + RETURN_SETTLED_AT, 3), dishonorSettledOn)
  return {
    act: 'contest',
    code,
    returnedOn: days.returnedOn,
    originalSettledOn: days.settledOn,
    returnSettledOn: told ?? days.returnedOn,
    dishonorSettledOn,
  }
}
