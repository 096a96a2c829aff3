import type { ItemFacts } from '../../../core/pack.ts'
import { reasonFor } from '../../../formats/nacha/reasons.ts'
import type { AchItem } from '../item.ts'
import { type Check, dollars, factNumber } from './check.ts'

/** Answers of other banks, held against what this bank originated: fact `originated`, by the original's trace number. */

export const returnWithoutOriginal: Check = (item, facts) => {
  if (item.category !== 'return' || hasOriginal(item, facts, item.amountMinor)) return undefined
  return {
    kind: 'return-without-original',
    field: 'originalTrace',
    column: 7,
    found: item.originalTrace,
    facts: { code: item.reasonCode, trace: item.originalTrace, amount: dollars(item.amountMinor) },
  }
}

/** A notification moves nothing, so its amount is zero and only the trace can be compared. */
export const nocWithoutOriginal: Check = (item, facts) => {
  if (item.category !== 'noc' || hasOriginal(item, facts, undefined)) return undefined
  return {
    kind: 'noc-without-original',
    field: 'originalTrace',
    column: 7,
    found: item.originalTrace,
    facts: { code: item.reasonCode, trace: item.originalTrace },
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

function answerFacts(item: AchItem) {
  const code = item.reasonCode
  return { code, trace: item.originalTrace, meaning: reasonFor(code)?.meaning ?? '?' }
}
