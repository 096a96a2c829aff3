import { type SecondKeyPolicy, secondKeyOf } from '../core/approval/second-key.ts'
import type { Direction } from '../core/item.ts'
import { formatMoney, money } from '../core/money.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { LimitKeys, NotAuthorised } from './authorise-decision.ts'
import { alsoRefused } from './authorise-waiver.ts'
import type { Engine } from './engine.ts'

/**
 * The institution's policy under which such a decision needs a second person on the day on which it is booked.
 *
 * @param asked Without what is keyed with it where nobody has keyed it yet.
 * @param facts Without an item for what is held as a whole.
 */
export function secondKeyFor(
  { institution }: Engine,
  { resolution, fields: keyed = {} }: Pick<ResolutionAsked, 'resolution' | 'fields'>,
  { bookedOn: on, item }: { readonly bookedOn: string; readonly item?: { readonly direction: Direction } },
  { amountMinor, kind }: Pick<LimitKeys, 'amountMinor'> & { readonly kind: string },
): SecondKeyPolicy | undefined {
  const of = { resolution, kind, direction: item?.direction, fields: Object.keys(keyed), amountMinor, on }
  return secondKeyOf(institution.secondKeys, of)
}

/** Why, for people. */
export function secondKeySentence(
  { institution: { currency } }: Pick<Engine, 'institution'>,
  { name, owner, keying, fromMinor }: SecondKeyPolicy,
): string {
  const from = fromMinor === 0 ? '' : ` from ${formatMoney(money(BigInt(fromMinor), currency))} on`
  const how = keying === 'blind' ? ', who does not see what the first one decided' : ''
  return `The policy ${name} (owner: ${owner}) asks for a second person${from}${how}.`
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
