import type { Calendars } from '../../core/calendar/calendars.ts'
import { computeDeadline } from '../../core/deadline/compute-deadline.ts'
import { RULES, type RuleId } from '../../core/deadline/rules.ts'
import { formatMoney, money } from '../../core/money.ts'
import type { AchFinding } from './kinds.ts'

/** A customer's claim that a posted debit was not authorized. */
export interface UnauthorizedClaim {
  /** The instant at which the customer told us. */
  readonly receivedAt: Temporal.Instant
  /** R05, R07, R10, R11 or R29, as taken down with the customer. */
  readonly code: string
  /** Whether the written statement of unauthorized debit is on file. */
  readonly statement: 'on file' | 'missing'
}

/** What is known of the posted debit that the claim is about. */
export interface ClaimedDebit {
  readonly secCode: string
  readonly amountMinor: number
  /** The banking day on which it settled. */
  readonly settledOn: Temporal.PlainDate
  readonly holderType: 'consumer' | 'business'
}

/** A code under which an unauthorized debit can go back. */
export interface ClaimCode {
  readonly rule: RuleId
  /** The written statement must be on file before the return goes out. */
  readonly statement: 'needed' | 'not needed'
  readonly holder: 'consumer' | 'business' | 'any'
  /** SEC codes it is confined to; absent for all. */
  readonly only?: readonly string[]
  readonly never?: readonly string[]
}

/** The codes of unauthorized debits, their windows and who may use them (Nacha Operating Rules, Article Three). */
export const CLAIM_CODES = {
  R05: { rule: 'ach-return-extended', statement: 'needed', holder: 'consumer', only: ['CCD', 'CTX'] },
  R07: {
    rule: 'ach-return-extended',
    statement: 'needed',
    holder: 'consumer',
    never: ['ARC', 'BOC', 'POP', 'RCK', 'CCD', 'CTX'],
  },
  R10: { rule: 'ach-return-extended', statement: 'needed', holder: 'any', never: ['CCD', 'CTX'] },
  R11: { rule: 'ach-return-extended', statement: 'needed', holder: 'any', never: ['CCD', 'CTX'] },
  R29: { rule: 'ach-return', statement: 'not needed', holder: 'business', only: ['CCD', 'CTX'] },
} as const satisfies Readonly<Record<string, ClaimCode>>

export type ClaimReturnCode = keyof typeof CLAIM_CODES

/** One code, held against the claim. */
export interface ClaimChoice {
  readonly code: ClaimReturnCode
  /** The day by whose opening the ODFI must have the return. */
  readonly dueOn: Temporal.PlainDate
  /** `open`, or why the code cannot be used. */
  readonly use: 'open' | 'window passed' | 'not for this entry class' | 'not for this account holder'
}

/** Every code with its window for this debit, the ones that can still be used first. */
export function claimChoices(
  debit: ClaimedDebit,
  receivedAt: Temporal.Instant,
  calendars: Calendars,
): readonly ClaimChoice[] {
  const choices = Object.entries(CLAIM_CODES).map(([code, rule]: [string, ClaimCode]) => {
    const due = computeDeadline(RULES[rule.rule], { on: debit.settledOn }, calendars).due
    const late = Temporal.Instant.compare(receivedAt, due.at) >= 0
    const use: ClaimChoice['use'] = notFor(rule, debit) ?? (late ? 'window passed' : 'open')
    return { code: code as ClaimReturnCode, dueOn: due.on, use } // the keys of CLAIM_CODES
  })
  return [...choices.filter(choice => choice.use === 'open'), ...choices.filter(choice => choice.use !== 'open')]
}

/**
 * The exception that a claim raises against the posted debit: `claim-unauthorized` while the claimed code's window is open,
 * `claim-late` after it. The customer's words decide the code; where the rules do not allow it for the entry, the one that
 * says the same is advised beside it and a person changes it. A code that is none of these is read as that one.
 */
export function decideClaim(claim: UnauthorizedClaim, debit: ClaimedDebit, calendars: Calendars): AchFinding {
  const advised = claimCodeFor(claim.code, debit)
  const code = isClaimCode(claim.code) ? claim.code : advised
  const due = computeDeadline(RULES[CLAIM_CODES[code].rule], { on: debit.settledOn }, calendars).due
  const late = Temporal.Instant.compare(claim.receivedAt, due.at) >= 0
  const needed = CLAIM_CODES[code].statement === 'needed'
  return {
    kind: late ? 'claim-late' : 'claim-unauthorized',
    code: late ? 'R06' : code,
    facts: {
      code: code === advised ? code : `${code}; for this entry ${advised} says it`,
      amount: formatMoney(money(BigInt(debit.amountMinor), 'USD')),
      window: `the ODFI ${late ? 'would have had to' : 'must'} have the return by the opening of ${due.on}`,
      statement: statementWords(needed, claim.statement),
      dueOn: due.on.toString(),
      advised,
    },
  }
}

/** The code itself where it may be used on the debit, else the one that says the same for its class and holder. */
export function claimCodeFor(code: string, debit: ClaimedDebit): ClaimReturnCode {
  if (isClaimCode(code) && notFor(CLAIM_CODES[code], debit) === undefined) return code
  const corporate = debit.secCode === 'CCD' || debit.secCode === 'CTX'
  if (corporate) return debit.holderType === 'business' ? 'R29' : 'R05'
  return code === 'R11' ? 'R11' : 'R10'
}

function isClaimCode(code: string): code is ClaimReturnCode {
  return Object.hasOwn(CLAIM_CODES, code)
}

function notFor(rule: ClaimCode, debit: ClaimedDebit): ClaimChoice['use'] | undefined {
  const { only, never } = rule
  if (only !== undefined && !only.includes(debit.secCode)) return 'not for this entry class'
  if (never?.includes(debit.secCode) === true) return 'not for this entry class'
  return rule.holder === 'any' || rule.holder === debit.holderType ? undefined : 'not for this account holder'
}

function statementWords(needed: boolean, statement: 'on file' | 'missing'): string {
  if (!needed) return 'without a written statement, which this code does not need'
  return statement === 'on file'
    ? 'with the written statement, which is on file'
    : 'only when the customer’s written statement of unauthorized debit is on file; it is missing'
}
