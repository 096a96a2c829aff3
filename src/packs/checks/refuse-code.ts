import { refuseCheckReturnCode } from '../../core/codes/check-return-codes.ts'
import type { CodeAsked } from '../../core/pack.ts'
import { PAPER_FOLLOWS } from './image-checks.ts'
import type { CheckItem } from './item.ts'
import { refuseReturnOf } from './return-item.ts'

/** Why the check cannot go back with the code now; undefined when it can. */
export function refuseCode(code: string, item: CheckItem, asked: CodeAsked): string | undefined {
  const { batch, settledOn, at, settings, facts, calendars } = asked
  const dated = typeof facts.dated === 'string' ? { datedOn: Temporal.PlainDate.from(facts.dated) } : {}
  const presented = { presentedOn: settledOn, at, staleMonths: settings.staleMonths, ...dated }
  const form = PAPER_FOLLOWS.has(item.documentationType) ? 'paper' : 'image'
  return refuseReturnOf(item, batch) ?? refuseCheckReturnCode(code, { ...presented, form, kind: 'written' }, calendars)
}
