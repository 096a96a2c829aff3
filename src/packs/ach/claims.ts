import type { Calendars } from '../../core/calendar/calendars.ts'
import { ACH_RETURN_CODES, type ReturnCodeRow } from '../../core/codes/ach-return-codes.ts'
import { type ReturnFacts, refuseReturnCode } from '../../core/codes/refuse-return-code.ts'
import { computeDeadline } from '../../core/deadline/compute-deadline.ts'
import { ruleForReturnCode } from '../../core/deadline/return-code-window.ts'
import { RULES } from '../../core/deadline/rules.ts'
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

/** The codes of unauthorized debits. Their windows and the entries they fit are in core's tables of return codes. */
const CLAIM_CODES = ['R05', 'R07', 'R10', 'R11', 'R29'] as const

export type ClaimReturnCode = (typeof CLAIM_CODES)[number]

/**
 * The exception that a claim raises against the posted debit: `claim-unauthorized` while the claimed code's window is open,
 * `claim-late` after it. The customer's words decide the code; where the rules do not allow it for the entry, the one that
 * says the same is advised beside it and a person changes it. A code that is none of these is read as that one.
 */
export function decideClaim(claim: UnauthorizedClaim, debit: ClaimedDebit, calendars: Calendars): AchFinding {
  const advised = claimCodeFor(claim.code, debit, calendars)
  const code = isClaimCode(claim.code) ? claim.code : advised
  const { due } = computeDeadline(
    RULES[ruleForReturnCode(code) ?? 'ach-return-extended'],
    { on: debit.settledOn },
    calendars,
  )
  const late = Temporal.Instant.compare(claim.receivedAt, due.at) > 0
  return {
    kind: late ? 'claim-late' : 'claim-unauthorized',
    code: late ? 'R06' : code,
    facts: {
      code: code === advised ? code : `${code}; for this entry ${advised} says it`,
      amount: formatMoney(money(BigInt(debit.amountMinor), 'USD')),
      window: `the ODFI ${late ? 'would have had to' : 'must'} have the return by the opening of ${due.on}`,
      statement: statementWords(code, claim.statement),
      dueOn: due.on.toString(),
      advised,
    },
  }
}

/** The code itself where it fits the debit, else the one that says the same for its class and holder. */
export function claimCodeFor(code: string, debit: ClaimedDebit, calendars: Calendars): ClaimReturnCode {
  if (isClaimCode(code) && fits(code, debit, calendars)) return code
  const corporate = debit.secCode === 'CCD' || debit.secCode === 'CTX'
  if (debit.holderType === 'business') return 'R29'
  if (corporate) return 'R05'
  return code === 'R11' ? 'R11' : 'R10'
}

function isClaimCode(code: string): code is ClaimReturnCode {
  return CLAIM_CODES.some(one => one === code)
}

/** Whether the code fits, whatever the time: asked for the moment of settlement, when every window is open. */
function fits(code: ClaimReturnCode, debit: ClaimedDebit, calendars: Calendars): boolean {
  const at = debit.settledOn.toZonedDateTime(calendars.zone).toInstant()
  return refuseReturnCode(code, returnFacts(debit, at), calendars) === undefined
}

function returnFacts(debit: ClaimedDebit, at: Temporal.Instant): ReturnFacts {
  return {
    role: 'rdfi',
    answers: 'entry',
    direction: 'debit',
    sec: debit.secCode,
    receiver: debit.holderType === 'consumer' ? 'consumer' : 'corporate',
    entry: 'live',
    settledOn: debit.settledOn,
    at,
  }
}

function statementWords(code: ClaimReturnCode, statement: 'on file' | 'missing'): string {
  const row: ReturnCodeRow = ACH_RETURN_CODES[code]
  if (row.needs === undefined) return 'without a written statement, which this code does not need'
  return statement === 'on file'
    ? 'with the written statement, which is on file'
    : 'only when the customer’s written statement of unauthorized debit is on file; it is missing'
}
