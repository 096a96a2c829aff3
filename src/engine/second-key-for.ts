import { type SecondKeyPolicy, secondKeyOf } from '../core/approval/second-key.ts'
import type { Resolution } from '../core/exception.ts'
import type { LimitKeys } from './authorise-decision.ts'
import type { Engine } from './engine.ts'

/** The institution's policy under which such a decision needs a second person on the day on which it is booked. */
export function secondKeyFor(
  { institution }: Engine,
  resolution: Resolution,
  { bookedOn: on }: { readonly bookedOn: string },
  { amountMinor }: Pick<LimitKeys, 'amountMinor'>,
): SecondKeyPolicy | undefined {
  return secondKeyOf(institution.secondKeys, { resolution, amountMinor, on })
}

/** Why, for people. */
export function secondKeySentence({ name, owner, keying }: SecondKeyPolicy): string {
  const how = keying === 'blind' ? ', who does not see what the first one decided' : ''
  return `The policy ${name}, which ${owner} answers for, asks for a second person${how}.`
}
