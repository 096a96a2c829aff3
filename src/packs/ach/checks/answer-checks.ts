import { ruleForReturnCode } from '../../../core/deadline/return-code-window.ts'
import type { Fact, ItemFacts } from '../../../core/pack.ts'
import { reasonFor } from '../../../formats/nacha/reasons.ts'
import type { AchItem } from '../item.ts'
import { answeredOn } from '../settled-on.ts'
import { type Check, dayText, dollars, factNumber } from './check.ts'
import { namedOriginal } from './named-original.ts'

/** Answers of other banks, held against what this bank originated: fact `originated`, by the original's trace number. */

export const returnWithoutOriginal: Check = (item, facts) => {
  if (item.category !== 'return' || hasOriginal(item, facts, item.amountMinor)) return undefined
  return {
    kind: 'return-without-original',
    field: 'originalTrace',
    column: 7,
    found: item.originalTrace,
    facts: { code: item.reasonCode, original: namedOriginal(item), amount: dollars(item.amountMinor) },
  }
}

/**
 * A return of ours that settled after the window of its code, counted from the settlement of what we sent. Only windows that
 * run from settlement are held against it: a refused credit (R23) runs from the refusal, which we do not know, and R06 and R31
 * are agreed between the banks. Sent twice under one trace, the later original counts.
 */
export const lateReturn: Check = (item, facts, context) => {
  if (item.category !== 'return') return undefined
  const rule = ruleForReturnCode(item.reasonCode)
  if (rule !== 'ach-return' && rule !== 'ach-return-extended') return undefined
  const settledDay = originalsOf(item, facts).reduce<number | undefined>((latest, fact) => {
    const day = factNumber(fact, 'settledDay')
    return day === undefined || (latest !== undefined && latest >= day) ? latest : day
  }, undefined)
  if (settledDay === undefined) return undefined
  const returnedDay = answeredOn(context.batch, context.receivedDay)
  const dueDay = context.dueDay(rule, settledDay)
  if (returnedDay === undefined || returnedDay <= dueDay) return undefined
  return {
    kind: 'late-return',
    code: 'R68',
    facts: {
      code: item.reasonCode,
      trace: item.originalTrace,
      amount: dollars(item.amountMinor),
      settledOn: dayText(settledDay),
      dueOn: dayText(dueDay),
      returnedOn: dayText(returnedDay),
    },
  }
}

/**
 * What we sent without an amount, a prenotification or an enrolment with an agency, comes back. Nothing of it is booked, so
 * nobody would ever see it: who had it sent hears of it from a person, before money follows it.
 */
export const zeroDollarReturn: Check = (item, facts) =>
  item.category === 'return' && item.amountMinor === 0 && hasOriginal(item, facts, 0)
    ? { kind: 'zero-dollar-return', field: 'returnCode', column: 4, found: item.reasonCode, facts: answerFacts(item) }
    : undefined

/** A notification moves nothing, so its amount is zero and only the trace can be compared. */
export const nocWithoutOriginal: Check = (item, facts) => {
  if (item.category !== 'noc' || hasOriginal(item, facts, undefined)) return undefined
  return {
    kind: 'noc-without-original',
    field: 'originalTrace',
    column: 7,
    found: item.originalTrace,
    facts: { code: item.reasonCode, original: namedOriginal(item) },
    code: 'C62',
  }
}

export const refusedNoc: Check = item =>
  item.category === 'refused-noc' ? { kind: 'refused-noc', facts: answerFacts(item) } : undefined

export const dishonoredReturn: Check = item =>
  item.category === 'dishonored'
    ? { kind: 'dishonored-return', field: 'returnCode', column: 4, found: item.reasonCode, facts: answerFacts(item) }
    : undefined

export const contestedReturn: Check = item =>
  item.category === 'contested'
    ? { kind: 'contested-return', field: 'returnCode', column: 4, found: item.reasonCode, facts: answerFacts(item) }
    : undefined

function hasOriginal(item: AchItem, facts: ItemFacts, amountMinor: number | undefined): boolean {
  return facts
    .facts('originated', item.originalTrace)
    .some(fact => amountMinor === undefined || factNumber(fact, 'amountMinor') === amountMinor)
}

/** What we sent under the trace that the return names, with its amount. */
export function originalsOf(item: AchItem, facts: ItemFacts): readonly Fact[] {
  return facts
    .facts('originated', item.originalTrace)
    .filter(fact => factNumber(fact, 'amountMinor') === item.amountMinor)
}

function answerFacts(item: AchItem) {
  const code = item.reasonCode
  return { code, original: namedOriginal(item), meaning: reasonFor(code)?.meaning ?? '?' }
}
