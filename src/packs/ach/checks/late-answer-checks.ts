import { dateOfDayNumber, dayNumber } from '../../../core/calendar/day.ts'
import type { RuleId } from '../../../core/deadline/rules.ts'
import type { DecideContext } from '../../../core/pack.ts'
import { textAt } from '../../../formats/nacha/layout.ts'
import { lastDayOfYear } from '../day-of-year.ts'
import type { AchItem } from '../item.ts'
import { answeredOn } from '../settled-on.ts'
import { type Check, dayText, dollars } from './check.ts'
import { namedOriginal } from './named-original.ts'

/**
 * Dishonors and contests that came after their window, counted from the settlement day that they name themselves. The rules
 * say by when the other bank must have *sent* them, and the network settles what is sent on the same or on the next banking
 * day: so only what settles after that next day was certainly sent too late, and nothing else is called so.
 */

/** A dishonor of a return of ours, more than five banking days after the return settled. */
export const lateDishonor: Check = (item, _facts, context) => {
  const late = item.category === 'dishonored' ? lateness(item, context, RETURN_SETTLED) : undefined
  return late === undefined ? undefined : { kind: 'late-dishonor', code: 'R72', facts: factsOf(item, late) }
}

/** A contest of a dishonor of ours, more than two banking days after the dishonor settled. */
export const lateContest: Check = (item, _facts, context) => {
  const late = item.category === 'contested' ? lateness(item, context, DISHONOR_SETTLED) : undefined
  return late === undefined ? undefined : { kind: 'late-contest', facts: factsOf(item, late) }
}

interface Answered {
  readonly rule: RuleId
  /** 0-based column of the addenda 99 where the settlement day of what is answered stands, a day of the year in three digits. */
  readonly column: number
}

const RETURN_SETTLED: Answered = { rule: 'ach-dishonor', column: 53 }
const DISHONOR_SETTLED: Answered = { rule: 'ach-contest', column: 73 }

/** Days since 1970-01-01. */
interface Lateness {
  /** When what is answered settled. */
  readonly fromDay: number
  readonly dueDay: number
  /** When the answer settled. */
  readonly answeredDay: number
}

function lateness(item: AchItem, context: DecideContext, { rule, column }: Answered): Lateness | undefined {
  const answeredDay = answeredOn(context.batch, context.receivedDay)
  if (answeredDay === undefined) return undefined
  const from = lastDayOfYear(textAt(item.raw, item.answerAt + column, 3), dateOfDayNumber(answeredDay))
  if (from === undefined) return undefined
  const fromDay = dayNumber(from)
  const dueDay = context.dueDay(rule, fromDay)
  const settlesNextDay = 1
  if (context.bankingDaysBetween(dueDay, answeredDay) <= settlesNextDay) return undefined
  return { fromDay, dueDay, answeredDay }
}

function factsOf(item: AchItem, { fromDay, dueDay, answeredDay }: Lateness) {
  return {
    code: item.reasonCode,
    original: namedOriginal(item),
    amount: dollars(item.amountMinor),
    settledOn: dayText(fromDay),
    dueOn: dayText(dueDay),
    answeredOn: dayText(answeredDay),
  }
}
