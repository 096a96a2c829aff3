import type { Calendars } from '../calendar/calendars.ts'
import { nameOfDay } from '../calendar/day.ts'
import { computeDeadline } from '../deadline/compute-deadline.ts'
import { RULES } from '../deadline/rules.ts'
import { isStale } from '../deadline/stale-check.ts'

/**
 * Return reason codes of checks in image exchange (X9.100-188, carried in X9.100-187 records), in our own words. Editions
 * differ (T, V and W meant other things in older ones), so the table names its edition and the days it holds.
 */
export const CHECK_CODE_EDITION = { edition: 'X9.100-188-2016', from: '2016-01-01' } as const

export interface CheckReturnCodeRow {
  readonly sentence: string
  /** `breach`: it claims a broken warranty, which may come after the midnight deadline. */
  readonly claim: 'return' | 'breach'
  readonly needs?: 'affidavit'
  /** Facts under which alone it may be used. */
  readonly when?: 'stale' | 'post-dated' | 'image' | 'remotely created'
}

const RETURN = { claim: 'return' } as const

export const CHECK_RETURN_CODES = {
  A: { ...RETURN, sentence: 'The account has too little money for the check.' },
  B: { ...RETURN, sentence: 'The balance would do, but too much of it is not collected yet.' },
  C: { ...RETURN, sentence: 'The customer stopped payment.' },
  D: { ...RETURN, sentence: 'The account is closed.' },
  E: { ...RETURN, sentence: 'No account with this number can be found.' },
  F: { ...RETURN, sentence: 'The account is frozen or blocked.' },
  G: { ...RETURN, when: 'stale', sentence: 'The check is stale: more than six months after its date.' },
  H: { ...RETURN, when: 'post-dated', sentence: 'The check bears a date that has not come yet.' },
  I: { ...RETURN, sentence: 'The endorsement is missing.' },
  J: { ...RETURN, sentence: 'The endorsement is irregular.' },
  K: { ...RETURN, sentence: 'The signature is missing.' },
  L: { ...RETURN, sentence: 'The signature is irregular, or a forgery is suspected.' },
  M: { ...RETURN, sentence: 'The item is not a cash item.' },
  N: { ...RETURN, sentence: 'The check is altered, fictitious or counterfeit.' },
  O: { ...RETURN, sentence: 'The item cannot be processed.' },
  P: { ...RETURN, sentence: 'The amount is over the maximum that stands on the check.' },
  Q: { ...RETURN, sentence: 'The check is not authorized.' },
  R: { ...RETURN, sentence: 'The branch or account was sold to another bank.' },
  S: { ...RETURN, sentence: 'Refer to the maker.' },
  T: { ...RETURN, sentence: 'The check cannot be presented again.' },
  U: { ...RETURN, when: 'image', sentence: 'The image cannot be used.' },
  W: { ...RETURN, sentence: 'The amount cannot be determined.' },
  X: { ...RETURN, when: 'image', sentence: 'The reason stands on the image.' },
  Y: { ...RETURN, sentence: 'The check was presented before.' },
  Z: { ...RETURN, needs: 'affidavit', sentence: 'The customer swears that the check is forged.' },
  '3': { claim: 'breach', sentence: 'A warranty of the presenting bank is broken.' },
  '4': {
    claim: 'breach',
    when: 'remotely created',
    sentence: 'The warranty of a remotely created check is broken: it was not authorized.',
  },
  '5': {
    claim: 'breach',
    sentence: 'The warranty against forged and counterfeit checks, agreed in the exchange, is broken.',
  },
  '6': { ...RETURN, sentence: 'The routing number is retired.' },
} as const satisfies Readonly<Record<string, CheckReturnCodeRow>>

export type CheckReturnCode = keyof typeof CHECK_RETURN_CODES

function isCheckReturnCode(text: string): text is CheckReturnCode {
  return Object.hasOwn(CHECK_RETURN_CODES, text)
}

export interface CheckReturnFacts {
  readonly presentedOn: Temporal.PlainDate
  /** The moment for which the answer is asked. */
  readonly at: Temporal.Instant
  readonly form: 'image' | 'substitute check' | 'paper'
  /** Whether the customer or a merchant's processor made the check. */
  readonly kind: 'written' | 'remotely created'
  /** Undefined when it cannot be read: the codes that need it are then not offered. */
  readonly datedOn?: Temporal.PlainDate
  /** Calendar months after which a check is stale here, 6 by statute. */
  readonly staleMonths: number
}

/** Why the code may not be used, as a sentence; undefined when it may. */
export function refuseCheckReturnCode(code: string, facts: CheckReturnFacts, calendars: Calendars): string | undefined {
  if (!isCheckReturnCode(code)) return `There is no check return code ${code.slice(0, 4)}.`
  return misfit(code, facts) ?? (isReturn(code) ? midnightPassed(facts, calendars) : undefined)
}

function isReturn(code: CheckReturnCode): boolean {
  return CHECK_RETURN_CODES[code].claim === 'return'
}

function misfit(code: CheckReturnCode, facts: CheckReturnFacts): string | undefined {
  const row: CheckReturnCodeRow = CHECK_RETURN_CODES[code]
  if (row.when === undefined) return undefined
  if (row.when === 'image') return facts.form === 'image' ? undefined : `${code} is for items presented as images.`
  if (row.when === 'remotely created')
    return facts.kind === row.when ? undefined : `${code} is for remotely created checks.`
  return misfitOfDate(code, row.when, facts)
}

function misfitOfDate(
  code: CheckReturnCode,
  when: 'stale' | 'post-dated',
  facts: CheckReturnFacts,
): string | undefined {
  if (facts.datedOn === undefined) return `${code} needs the date of the check, which is not known.`
  if (when === 'stale') {
    const stale = isStale(facts.datedOn, facts.presentedOn, facts.staleMonths)
    return stale ? undefined : `The check dated ${facts.datedOn.toString()} is not stale.`
  }
  const postDated = Temporal.PlainDate.compare(facts.datedOn, facts.presentedOn) > 0
  return postDated ? undefined : `The check dated ${facts.datedOn.toString()} is not post-dated.`
}

function midnightPassed(facts: CheckReturnFacts, calendars: Calendars): string | undefined {
  const { due } = computeDeadline(RULES['check-midnight'], { on: facts.presentedOn }, calendars)
  if (Temporal.Instant.compare(facts.at, due.at) < 0) return undefined
  return `The midnight deadline passed on ${nameOfDay(due.on)}: the bank is accountable for the check and may claim only a broken warranty or an adjustment.`
}
