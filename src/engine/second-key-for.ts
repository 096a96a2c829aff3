import { type SecondKeyPolicy, secondKeyOf } from '../core/approval/second-key.ts'
import type { Resolution } from '../core/exception.ts'
import type { Direction } from '../core/item.ts'
import { formatMoney, money } from '../core/money.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { LimitKeys, NotAuthorised } from './authorise-decision.ts'
import { alsoRefused } from './authorise-waiver.ts'
import type { Engine } from './engine.ts'

/**
 * The institution's policy under which such a decision needs a second person on the day on which it is booked.
 *
 * @param facts Without an item for what is held as a whole.
 * @param effect What it puts right, where it is a correction.
 */
export function secondKeyFor(
  { institution }: Engine,
  resolution: Resolution,
  { bookedOn: on, item }: { readonly bookedOn: string; readonly item?: { readonly direction: Direction } },
  { amountMinor, reason: kind }: Pick<LimitKeys, 'amountMinor' | 'reason'>,
  effect: Pick<Effect, 'corrected'> = {},
): SecondKeyPolicy | undefined {
  const fields = (effect.corrected ?? []).map(one => one.field)
  const of = { resolution, kind, direction: item?.direction, fields, amountMinor, on }
  return secondKeyOf(institution.secondKeys, of)
}

/** Why, for people. */
export function secondKeySentence(
  { institution: { currency } }: Pick<Engine, 'institution'>,
  { name, owner, keying, fromMinor }: SecondKeyPolicy,
): string {
  const from = fromMinor === 0 ? '' : ` from ${formatMoney(money(BigInt(fromMinor), currency))} on`
  const how = keying === 'blind' ? ', who does not see what the first one decided' : ''
  return `The policy ${name}, which ${owner} answers for, asks for a second person${from}${how}.`
}

/** What a policy asks for beside what the person may not do alone anyway. */
export function alsoByPolicy(
  engine: Engine,
  refused: NotAuthorised | undefined,
  policy: SecondKeyPolicy | undefined,
): NotAuthorised | undefined {
  if (policy === undefined) return refused
  return alsoRefused(refused, { needs: 'approval', reasons: [{ sentence: secondKeySentence(engine, policy) }] })
}
