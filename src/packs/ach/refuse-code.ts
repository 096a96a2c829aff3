import { nameOfDay } from '../../core/calendar/day.ts'
import { type ReturnFacts, refuseReturnCode } from '../../core/codes/refuse-return-code.ts'
import { REFUSED_NOC_CODES } from '../../core/codes/refused-noc-codes.ts'
import { computeDeadline } from '../../core/deadline/compute-deadline.ts'
import { RULES } from '../../core/deadline/rules.ts'
import type { CodeAsked } from '../../core/pack.ts'
import type { AchItem } from './item.ts'

/** Why the entry, return or notification cannot be answered with the code now; undefined when it can. */
export function refuseCode(code: string, item: AchItem, asked: CodeAsked): string | undefined {
  if (item.category === 'noc') return refuseRefusal(code, item, asked)
  if (/^C\d/.test(code)) return `${code} refuses a notification of change, and this is none.`
  const part = PARTS[item.category]
  if (part === undefined) return 'Nothing of the network answers it.'
  return refuseReturnCode(code, { ...part, ...factsOf(item, asked) }, asked.calendars)
}

/** Our part: we received entries and dishonors of our returns; we sent what returns come back for. */
const PARTS: Readonly<Partial<Record<AchItem['category'], Pick<ReturnFacts, 'role' | 'answers'>>>> = {
  forward: { role: 'rdfi', answers: 'entry' },
  return: { role: 'odfi', answers: 'return' },
  dishonored: { role: 'rdfi', answers: 'dishonored return' },
}

function factsOf(
  item: AchItem,
  { account, settledOn, at, calendars }: CodeAsked,
): Omit<ReturnFacts, 'role' | 'answers'> {
  return {
    direction: item.direction,
    sec: item.batch.secCode,
    receiver: account?.holderType === 'business' ? 'corporate' : 'consumer',
    entry: item.codeMeans?.purpose === 'prenote' ? 'prenote' : 'live',
    settledOn,
    // A credit can be refused to us any day, and its window begins then.
    refusedOn: at.toZonedDateTimeISO(calendars.zone).toPlainDate(),
    at,
    ...(item.reasonCode === '' ? {} : { answersCode: item.reasonCode }),
  }
}

/** A notification of change is refused with codes of its own, within the days of its own rule, and by an entry without an amount. */
function refuseRefusal(code: string, item: AchItem, { settledOn, at, calendars }: CodeAsked): string | undefined {
  if (!Object.hasOwn(REFUSED_NOC_CODES, code)) return `${code} does not refuse a notification of change.`
  if (item.amountMinor > 0)
    return 'The notification carries an amount, and a refusal gives none back: ask the sender what it is for.'
  const { due } = computeDeadline(RULES['ach-noc-refuse'], { on: settledOn }, calendars)
  if (Temporal.Instant.compare(at, due.at) <= 0) return undefined
  return `The window closed on ${nameOfDay(due.on)} ${due.words} (rule ach-noc-refuse).`
}
