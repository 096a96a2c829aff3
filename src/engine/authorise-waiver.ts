import type { Refused } from '../core/authority/asked.ts'
import type { FeeUndone } from '../core/fee.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { Transaction } from '../store/database.ts'
import { authoriseDecider, type DeciderAsked, type NotAuthorised } from './authorise-decision.ts'
import { feeKeys } from './decision-keys.ts'

/**
 * Why the person may not let off the fee that the schedule charges with what they decide, or give one back with it, see `refuseAboutFee`.
 * Undefined where they may, and where nothing is let off.
 */
export async function refuseWaiver(
  engine: Parameters<typeof authoriseDecider>[0],
  tx: Transaction,
  of: Omit<DeciderAsked, 'act'>,
  { fee, exception }: Pick<Effect, 'fee' | 'exception'>,
): Promise<Refused | undefined> {
  const isLetOff = fee?.step === 'waived' || (fee?.step === 'refunded' && exception.resolution !== 'waive')
  return refuseAboutFee(engine, tx, of, isLetOff && fee !== undefined ? { act: 'waive', fee } : undefined)
}

/** Why the person may not let off or charge a fee with another act: that is one of its own, with limits of its own. Undefined where there is none. */
export async function refuseAboutFee(
  engine: Parameters<typeof authoriseDecider>[0],
  tx: Transaction,
  of: Omit<DeciderAsked, 'act'>,
  about: FeeUndone | undefined,
): Promise<Refused | undefined> {
  if (about === undefined) return undefined
  const { act, fee } = about
  const { decided } = await authoriseDecider(engine, tx, { ...of, act, keys: feeKeys(of.keys, fee) })
  return decided.allowed ? undefined : decided
}

/** Both reasons, and what is needed for both. */
export function alsoRefused(
  one: NotAuthorised | undefined,
  other: NotAuthorised | undefined,
): NotAuthorised | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const needs = NEEDS.find(need => need === one.needs || need === other.needs) ?? one.needs
  return { needs, reasons: [...one.reasons, ...other.reasons] }
}

/** What cannot be helped before what can. */
const NEEDS = ['nothing', 'step_up', 'approval'] as const satisfies readonly NotAuthorised['needs'][]
