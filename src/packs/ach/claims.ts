import type { Calendars } from '../../core/calendar/calendars.ts'
import { ACH_RETURN_CODES, type ReturnCodeRow } from '../../core/codes/ach-return-codes.ts'
import { type ReturnFacts, refuseReturnCode } from '../../core/codes/refuse-return-code.ts'
import { CLAIM_CODES, type ClaimCode, type UnmatchedClaim, type WrittenStatement } from '../../core/customer-claim.ts'
import { computeDeadline } from '../../core/deadline/compute-deadline.ts'
import { ruleForReturnCode } from '../../core/deadline/return-code-window.ts'
import { RULES, type RuleId } from '../../core/deadline/rules.ts'
import type { FindingClock } from '../../core/exception.ts'
import { formatMoney, money } from '../../core/money.ts'
import type { AchFinding } from './kinds.ts'

/** A customer's claim that a posted debit was not authorized. */
export interface UnauthorizedClaim {
  /** The instant at which the customer told us. */
  readonly receivedAt: Temporal.Instant
  /** R05, R07, R10, R11 or R29, as taken down with the customer. */
  readonly code: string
  readonly statement: WrittenStatement
}

/** What is known of the posted debit that the claim is about. */
export interface ClaimedDebit {
  readonly secCode: string
  readonly amountMinor: number
  /** The banking day on which it settled. */
  readonly settledOn: Temporal.PlainDate
  readonly holderType: 'consumer' | 'business'
  /** Day of the first deposit to the account; undefined where it is not known, and then it is no new account. */
  readonly openedOn?: Temporal.PlainDate | undefined
}

/**
 * The exception that a claim raises against the posted debit: `claim-unauthorized` while the window of its code is open,
 * `claim-late` after it. The customer's words decide the code; where the rules do not allow it for the entry, the one that
 * says the same is used, because only that one can go out, and both are told. A code that is none of these is read as that one.
 */
export function decideClaim(claim: UnauthorizedClaim, debit: ClaimedDebit, calendars: Calendars): AchFinding {
  const code = claimCodeFor(claim.code, debit, calendars)
  const window = { rule: windowRule(code), startsOn: debit.settledOn }
  const { due } = computeDeadline(RULES[window.rule], { on: window.startsOn }, calendars)
  const late = Temporal.Instant.compare(claim.receivedAt, due.at) > 0
  const consumer =
    debit.holderType === 'consumer' ? { isNew: isNew(debit.settledOn, debit), secCode: debit.secCode } : undefined
  const answer = answerClock(claim, consumer, calendars)
  const agreed = CORPORATE.includes(debit.secCode) ? 'R31' : 'R06'
  return {
    kind: late ? 'claim-late' : 'claim-unauthorized',
    code: late ? agreed : code,
    clock: late ? answer : firstDue(debit.holderType === 'consumer' ? [window, answer] : [window], calendars),
    facts: {
      code: code === claim.code ? code : `${claim.code}, which for this entry is ${code}`,
      amount: formatMoney(money(BigInt(debit.amountMinor), 'USD')),
      window: `the ODFI ${late ? 'would have had to' : 'must'} have the return by the opening of ${due.on}`,
      investigation: investigationWords(consumer, answer, calendars),
      statement: statementWords(code, claim.statement),
      onFile: claim.statement,
      dueOn: due.on.toString(),
      noticeOn: answer.startsOn.toString(),
      // A company has no provisional credit by law: its claim is decided by house rule.
      ...(consumer === undefined ? {} : { finishRule: finishRule(consumer) }),
      agreed,
    },
  }
}

/**
 * The exception that a claim raises which names no posted debit: the customer told of an error, so the clock of the answer
 * runs (12 CFR 1005.11(b)), whoever made the mistake. An account that is not found is taken for a consumer's: the law is stricter.
 */
export function claimWithoutDebit(claim: UnauthorizedClaim, named: UnmatchedClaim, calendars: Calendars): AchFinding {
  // No debit of the account is later than the notice of it, so an account that is new by then was new at its debit.
  const noticedOn = claim.receivedAt.toZonedDateTimeISO(calendars.zone).toPlainDate()
  const consumer = named.holderType === 'business' ? undefined : { isNew: isNew(noticedOn, named), secCode: '' }
  const clock = answerClock(claim, consumer, calendars)
  return {
    kind: 'claim-unmatched',
    clock,
    facts: {
      code: claim.code,
      trace: named.reference,
      amount: formatMoney(money(BigInt(named.amountMinor), 'USD')),
      investigation: investigationWords(consumer, clock, calendars),
      noticeOn: clock.startsOn.toString(),
    },
  }
}

/** The network's window of the code: two banking days for a company's claim (R29), sixty calendar days for a consumer's. */
function windowRule(code: ClaimCode): RuleId {
  return ruleForReturnCode(code) ?? 'ach-return-extended'
}

/** What Regulation E asks of a consumer's debit. */
interface ConsumerDebit {
  readonly isNew: boolean
  /** Empty where the debit is not found. */
  readonly secCode: string
}

/** An account is new for 30 days after its first deposit, and so is a transfer to or from it (12 CFR 1005.11(c)(3)). */
const NEW_DAYS = 30

function isNew(transferredOn: Temporal.PlainDate, { openedOn }: Pick<ClaimedDebit, 'openedOn'>): boolean {
  return openedOn !== undefined && Temporal.PlainDate.compare(transferredOn, openedOn.add({ days: NEW_DAYS })) <= 0
}

/**
 * By when the customer has an answer. For a consumer Regulation E counts from the day of the notice, whenever the debit was
 * (12 CFR 1005.11(c)(1)): ten business days, twenty for a new account; it does not cover companies, who get one by house rule.
 */
function answerClock(claim: UnauthorizedClaim, consumer: ConsumerDebit | undefined, calendars: Calendars): DatedClock {
  const startsOn = claim.receivedAt.toZonedDateTimeISO(calendars.zone).toPlainDate()
  if (consumer === undefined) return { rule: 'ach-claim-after-window', startsOn }
  return { rule: consumer.isNew ? 'reg-e-decide-new-account' : 'reg-e-decide', startsOn }
}

/** Entry classes of card payments at a point of sale (POS, SHR) and of transfers from abroad (IAT). */
const LONGER_CLASSES = ['IAT', 'POS', 'SHR']

/** By when the investigation ends after a provisional credit: the 45th day, the 90th for those and for new accounts. */
function finishRule({ isNew, secCode }: ConsumerDebit): RuleId {
  return isNew || LONGER_CLASSES.includes(secCode) ? 'reg-e-finish-extended' : 'reg-e-finish'
}

/** Two clocks run at once; the desk works to the one that is due first. */
function firstDue(clocks: readonly [DatedClock, ...DatedClock[]], calendars: Calendars): DatedClock {
  const dueAt = ({ rule, startsOn }: DatedClock) => {
    const { ours, due } = computeDeadline(RULES[rule], { on: startsOn }, calendars)
    return ours?.at ?? due.at
  }
  return clocks.reduce((first, one) => (Temporal.Instant.compare(dueAt(one), dueAt(first)) < 0 ? one : first))
}

function investigationWords(consumer: ConsumerDebit | undefined, answer: DatedClock, calendars: Calendars): string {
  if (consumer === undefined) return ''
  const dueOn = (rule: RuleId) => computeDeadline(RULES[rule], { on: answer.startsOn }, calendars).due.on
  const account = consumer.isNew ? ' of a new account' : ''
  return `; under Regulation E the claim${account} is decided by ${dueOn(answer.rule)}, or the customer is credited provisionally and the investigation ends by ${dueOn(finishRule(consumer))}`
}

/** A claim's clocks start on days of their own: the notice, or the settlement of a debit that was posted long ago. */
type DatedClock = Required<FindingClock>

const CORPORATE = ['CCD', 'CTX']

/** The code itself where it fits the debit, else the one that says the same for its class and holder. */
export function claimCodeFor(code: string, debit: ClaimedDebit, calendars: Calendars): ClaimCode {
  if (isClaimCode(code) && fits(code, debit, calendars)) return code
  if (debit.holderType === 'business') return 'R29'
  if (CORPORATE.includes(debit.secCode)) return 'R05'
  return code === 'R11' ? 'R11' : 'R10'
}

function isClaimCode(code: string): code is ClaimCode {
  return CLAIM_CODES.some(one => one === code)
}

/** Whether the code fits, whatever the time: asked for the moment of settlement, when every window is open. */
function fits(code: ClaimCode, debit: ClaimedDebit, calendars: Calendars): boolean {
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

function statementWords(code: ClaimCode, statement: WrittenStatement): string {
  const row: ReturnCodeRow = ACH_RETURN_CODES[code]
  if (row.needs === undefined) return 'without a written statement, which this code does not need'
  return statement === 'on file'
    ? 'with the written statement, which is on file'
    : 'only with the customer’s written statement of unauthorized debit, which was missing when the claim was taken'
}
