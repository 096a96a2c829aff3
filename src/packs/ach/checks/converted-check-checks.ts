import { checkSerial } from '../check-serial.ts'
import type { AchItem } from '../item.ts'
import { type Check, dollars } from './check.ts'

/** With which code a class of converted checks goes back when its check may not be collected as an entry. */
const CODES: Readonly<Partial<Record<string, 'R39' | 'R51' | 'R33'>>> = {
  ARC: 'R39',
  BOC: 'R39',
  POP: 'R39',
  RCK: 'R51',
  XCK: 'R33',
}

/**
 * A check that may not be collected as an entry: over the amount of its class, or without the number that must be printed on it
 * (Nacha, Article Two: eligible source documents and items). The operator edits it too; where it let one pass, the bank may
 * send it back as improper (R39), ineligible (R51) or at its own discretion (R33). Reversals collect nothing.
 */
export const convertedCheckIneligible: Check = item => {
  const code = CODES[item.batch.secCode]
  if (code === undefined || item.direction === 'credit' || item.batch.reversal) return undefined
  const limit = item.batch.rule?.amountMax
  if (limit !== undefined && item.amountMinor > limit)
    return {
      ...found(item, `is over the ${dollars(limit)} that its class may carry`, code),
      field: 'amountMinor',
      column: 30,
    }
  if (/[^0 ]/.test(checkSerial(item))) return undefined
  return { ...found(item, 'has no check number', code), field: 'checkSerial', column: 40 }
}

function found(item: AchItem, why: string, code: string) {
  return { kind: 'converted-check-ineligible', facts: { sec: item.batch.secCode, why }, code } as const
}
