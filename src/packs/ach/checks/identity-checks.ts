import { checkDigit, isRoutingNumber } from '../../../core/aba.ts'
import { dateOfDayNumber, dayNumber } from '../../../core/calendar/day.ts'
import type { ClaimOwner, DecideContext } from '../../../core/pack.ts'
import { checkSerial } from '../check-serial.ts'
import { isOurs } from '../our-routing.ts'
import { type Check, dayText } from './check.ts'

/** The same entry again, in this file or in history; or the check behind a converted entry was already paid. */
export const duplicateEntry: Check = (item, facts, context) => {
  const entry = facts.claimedBefore('entry')
  if (entry !== undefined && isRecent(entry, context)) return duplicate(entry, item.direction, 'entry', undefined)
  if (checkSerial(item) === '') return undefined
  const check = facts.claimedBefore('check')
  if (check === undefined || !isRecent(check, context)) return undefined
  // RCK is by its nature a second presentment of a check that was presented before and came back: no proof of a duplicate.
  if (item.batch.secCode === 'RCK') return undefined
  const presented = check.pack === 'checks'
  return duplicate(check, item.direction, 'check', presented ? sourceDocumentCode(item.batch.secCode) : undefined)
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

function duplicate(owner: ClaimOwner, direction: string, what: 'entry' | 'check', code: string | undefined) {
  const where = owner.sameFile ? 'in the same file' : owner.pack === 'ach' ? 'in another file' : 'as a check image'
  return {
    kind: 'duplicate-entry',
    facts: {
      what,
      first: dayText(owner.day),
      where,
      effect: direction === 'debit' ? 'charge' : 'pay',
      firstItem: owner.itemId,
    },
    ...(code === undefined ? {} : { code }),
  } as const
}

/** R37 is for checks converted at the counter, in the back office and by lockbox. */
function sourceDocumentCode(secCode: string): string | undefined {
  return secCode === 'XCK' ? undefined : 'R37'
}

/** True when the first one came within the months over which duplicates are looked for. */
function isRecent(owner: ClaimOwner, context: DecideContext): boolean {
  const months = context.settings.duplicateMonths
  if (context.receivedDay - owner.day <= months * 28) return true // no month is shorter
  const since = dateOfDayNumber(context.receivedDay).subtract({ months })
  return owner.day >= dayNumber(since)
}
