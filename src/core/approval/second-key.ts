import { LARGE_MINOR } from '../authority/act.ts'
import type { Resolution } from '../exception.ts'
import type { Policy } from '../institution.ts'
import type { Direction } from '../item.ts'
import { canonical } from '../resolve/effect.ts'
import { type DecisionEffect, isUndoEffect, isUnitEffect } from '../resolve/unit-effect.ts'

/** Which decisions need a second person whoever makes them, and how that person is asked. */
export interface SecondKeyRule {
  readonly resolutions: readonly Resolution[]
  /** The kinds of exceptions that it holds for; left out, all of them. */
  readonly kinds?: readonly string[] | undefined
  /** Of an item of this direction alone; left out, of both, and of what is held as a whole. */
  readonly direction?: Direction | undefined
  /** Only where somebody keys one of these: fields that are put right, another account, an amount; left out, whatever is keyed. */
  readonly fields?: readonly string[] | undefined
  /** From this amount on, minor units. */
  readonly fromMinor: number
  /** `blind`: the second person says without seeing it what is to happen. */
  readonly keying: 'seen' | 'blind'
}

/** One that a work type ships under a name; the institution dates it, says who answers for it, or puts its own in its place. */
export interface ShippedSecondKey extends SecondKeyRule {
  readonly name: string
}

/** A policy by which some decisions need a second person. */
export interface SecondKeyPolicy extends Policy, SecondKeyRule {}

/** What a decision is, as far as policies ask. */
export interface SecondKeyAsked {
  readonly resolution: Resolution
  readonly kind: string
  /** Undefined for what is held as a whole. */
  readonly direction: Direction | undefined
  /** What is keyed with it, by the names of its fields; none where nothing is, or where nothing is keyed yet. */
  readonly fields: readonly string[]
  readonly amountMinor: number
  /** The day on which it is booked, YYYY-MM-DD. */
  readonly on: string
}

/** What the work types ship asks for a second key, blind, from here on where an account or an amount is keyed: from what is large. Minor units. */
export const KEYED_BLIND_MINOR = Number(LARGE_MINOR)

/** What is keyed with a way out whatever it is taken about. */
export const KEYED_WITH: Readonly<Partial<Record<Resolution, readonly string[]>>> = {
  move: ['account'],
  split: ['account', 'amount'],
}

/** The policy under which a decision needs a second person, a blind one before others; undefined for none. */
export function secondKeyOf(policies: readonly SecondKeyPolicy[], of: SecondKeyAsked): SecondKeyPolicy | undefined {
  const found = policies.filter(
    one =>
      isOn(one, of.on) &&
      isOfKind(one, of.kind) &&
      one.resolutions.includes(of.resolution) &&
      one.fromMinor <= of.amountMinor &&
      (one.direction === undefined || one.direction === of.direction) &&
      isOfField(one, of),
  )
  return found.find(one => one.keying === 'blind') ?? found[0]
}

/** Those that may ask for a second person about an exception of the kind, whatever of its ways out is taken. */
export function secondKeysOfKind<Rule extends SecondKeyRule>(
  rules: readonly Rule[],
  of: { readonly kind: string; readonly resolutions: readonly Resolution[] },
): readonly Rule[] {
  return rules.filter(one => isOfKind(one, of.kind) && one.resolutions.some(way => of.resolutions.includes(way)))
}

/** True on the days on which it is in force, of which `on` (YYYY-MM-DD) is one. */
export function isOn(policy: SecondKeyPolicy, on: string): boolean {
  return policy.from <= on && on <= policy.to
}

function isOfKind({ kinds }: SecondKeyRule, kind: string): boolean {
  return kinds === undefined || kinds.includes(kind)
}

function isOfField({ fields }: SecondKeyRule, of: Pick<SecondKeyAsked, 'resolution' | 'fields'>): boolean {
  const keyed = [...of.fields, ...(KEYED_WITH[of.resolution] ?? [])]
  return fields === undefined || fields.some(field => keyed.includes(field))
}

/**
 * Whether two people who did not see each other's mean the same: every row is the same, to the byte, but for the words of
 * letters and waivers and of what ends an over or short, which two people never write alike.
 */
export function keyedAlike(one: DecisionEffect, other: DecisionEffect): boolean {
  return withoutWords(one) === withoutWords(other)
}

function withoutWords(effect: DecisionEffect): string {
  if (isUndoEffect(effect)) return canonical(effect)
  const letters = effect.letters.map(letter => ({ ...letter, words: '' }))
  if (isUnitEffect(effect)) return canonical({ ...effect, letters, said: undefined })
  const { fee } = effect
  return canonical({ ...effect, letters, fee: fee && { ...fee, words: '' } })
}
