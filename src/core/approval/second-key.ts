import type { Resolution } from '../exception.ts'
import type { Policy } from '../institution.ts'
import { canonical } from '../resolve/effect.ts'
import { type DecisionEffect, isUnitEffect } from '../resolve/unit-effect.ts'

/** A policy by which some decisions need a second person whoever makes them, and how that person is asked. */
export interface SecondKeyPolicy extends Policy {
  readonly resolutions: readonly Resolution[]
  /** From this amount on, minor units. */
  readonly fromMinor: number
  /** `blind`: the second person says without seeing it what is to happen. */
  readonly keying: 'seen' | 'blind'
}

/** The policy under which a decision needs a second person on that day (YYYY-MM-DD), a blind one before others; undefined for none. */
export function secondKeyOf(
  policies: readonly SecondKeyPolicy[],
  of: { readonly resolution: Resolution; readonly amountMinor: number; readonly on: string },
): SecondKeyPolicy | undefined {
  const found = policies.filter(
    one =>
      one.from <= of.on &&
      of.on <= one.to &&
      one.fromMinor <= of.amountMinor &&
      one.resolutions.includes(of.resolution),
  )
  return found.find(one => one.keying === 'blind') ?? found[0]
}

/**
 * Whether two people who did not see each other's mean the same: every row is the same, to the byte, but for the words of
 * letters and waivers, which two people never write alike.
 */
export function keyedAlike(one: DecisionEffect, other: DecisionEffect): boolean {
  return withoutWords(one) === withoutWords(other)
}

function withoutWords(effect: DecisionEffect): string {
  const fee = isUnitEffect(effect) ? undefined : effect.fee
  return canonical({
    ...effect,
    letters: effect.letters.map(letter => ({ ...letter, words: '' })),
    fee: fee && { ...fee, words: '' },
  })
}
