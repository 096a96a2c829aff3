import { checkDigit, isRoutingNumber } from '../../../core/aba.ts'
import { dateOfDayNumber, dayNumber } from '../../../core/calendar/day.ts'
import { comingAgain } from '../../../core/codes/presented-again.ts'
import type { ClaimOwner, DecideContext } from '../../../core/pack.ts'
import { checkSerial } from '../check-serial.ts'
import type { AchItem } from '../item.ts'
import { isOurs } from '../our-routing.ts'
import { originalsOf } from './answer-checks.ts'
import { type Check, dayText } from './check.ts'

/** The same entry again, in this file or in history; or what we sent came back before; or the check behind a converted entry was paid, or may not come again. */
export const duplicateEntry: Check = (item, facts, context) => {
  const entry = facts.claimedBefore('entry')
  if (entry !== undefined && isRecent(entry, context)) return duplicate(entry, 'entry', twice(item))
  const returned = item.category === 'return' ? facts.claimedBefore('returned') : undefined
  // What was sent twice under one trace may come back twice.
  if (returned !== undefined && isRecent(returned, context) && originalsOf(item, facts).length < 2)
    return duplicate(returned, `return of trace ${item.originalTrace}`, 'what we sent once comes back once', 'R67')
  if (checkSerial(item) === '') return undefined
  const check = facts.claimedBefore('check')
  if (check === undefined || !isRecent(check, context)) return undefined
  const coming = comingAgain(check)
  if (coming === 'paid once')
    return duplicate(check, 'check', twice(item), check.pack === 'checks' ? sourceDocumentCode(item) : undefined)
  if (coming !== 'lawful') return duplicate(check, 'check', NOT_AGAIN[coming])
  const isInTime = context.receivedDay - check.day <= REINITIATE_DAYS
  return isInTime ? undefined : duplicate(check, 'check', `it went back, and ${REINITIATE_DAYS} days are over`)
}

/** Nacha, Article Two: a returned entry is sent again within 180 days of the original's settlement. */
const REINITIATE_DAYS = 180

const NOT_AGAIN = {
  'not for this reason': 'it went back for a reason after which it may not be sent again',
  'too often': 'it has come and gone back as often as it may',
} as const

function twice(item: AchItem): string {
  return `posting both would ${item.direction === 'debit' ? 'charge' : 'pay'} the customer twice`
}

export const routingCheckDigit: Check = (item, _, context) => {
  if (isOurs(item.routing, context.settings)) return undefined
  const found = item.routingText
  const readable = /^\d{8}/.test(found)
  if (readable && String(checkDigit(found)) === found[8]) return undefined
  const expected = readable ? String(checkDigit(found)) : 'nine digits'
  return { kind: 'routing-check-digit', field: 'checkDigit', column: 12, found, expected, facts: { found, expected } }
}

export const routingNotOurs: Check = (item, _, context) => {
  if (isOurs(item.routing, context.settings)) return undefined
  const found = item.routingText
  if (!/^\d{9}$/.test(found) || String(checkDigit(found)) !== found[8]) return undefined // the check digit is the finding
  const facts = { found: isRoutingNumber(found) ? found : `${found} (of no known district)` }
  return { kind: 'routing-not-ours', field: 'rdfi', column: 4, found, facts }
}

function duplicate(owner: ClaimOwner, what: string, why: string, code?: 'R37' | 'R53' | 'R67') {
  const where = owner.sameFile ? 'in the same file' : owner.pack === 'ach' ? 'in another file' : 'as a check image'
  const returned = owner.returned === undefined ? {} : { returnedAs: owner.returned.code }
  return {
    kind: 'duplicate-entry',
    facts: { what, first: dayText(owner.day), where, why, earlierItemId: owner.itemId, ...returned },
    ...(code === undefined ? {} : { code }),
  } as const
}

/** R37 is for checks converted at the counter, in the back office and by lockbox, R53 for re-presented ones. */
function sourceDocumentCode({ batch }: AchItem): 'R37' | 'R53' | undefined {
  if (batch.secCode === 'XCK') return undefined
  return batch.secCode === 'RCK' ? 'R53' : 'R37'
}

/** True when the first one came within the months over which duplicates are looked for. */
function isRecent(owner: ClaimOwner, context: DecideContext): boolean {
  const months = context.settings.duplicateMonths
  if (context.receivedDay - owner.day <= months * 28) return true // no month is shorter
  const since = dateOfDayNumber(context.receivedDay).subtract({ months })
  return owner.day >= dayNumber(since)
}
