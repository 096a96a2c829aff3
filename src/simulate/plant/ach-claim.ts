import { shortDate } from '../ach/write-file.ts'
import type { Claim } from '../facts.ts'
import { CLEAN } from '../truth.ts'
import { batchOf, companions, entryTo, historyDay, intoHistory } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/**
 * Customers' claims that a posted debit was not authorized. A consumer's can be returned until the banking day after the
 * sixtieth day from settlement, a firm's (R29) until the second banking day. A claim that names
 * no posted debit is a kind of its own.
 */

const CONSUMER_CODES = ['R10', 'R11', 'R07'] as const

/** Well inside the window: days or weeks for a consumer, yesterday's debit for a firm. */
export function claimInTime(p: Planting): void {
  if (p.n % 4 === 3) claimOn(p, { kind: p.kind, near: '' }, 'R29', p.bankingDay(-1))
  else
    claimOn(p, { kind: p.kind, near: '' }, CONSUMER_CODES[p.n % 3]!, p.day.subtract({ days: p.random.between(3, 50) }))
}

/** Far over the window. */
export function claimTooLate(p: Planting): void {
  if (p.n % 4 === 3) claimOn(p, { kind: p.kind, near: '' }, 'R29', p.bankingDay(-p.random.between(5, 20)))
  else
    claimOn(
      p,
      { kind: p.kind, near: '' },
      CONSUMER_CODES[p.n % 3]!,
      p.day.subtract({ days: p.random.between(66, 150) }),
    )
}

/** Late by a few days only. */
export function claimJustTooLate(p: Planting): void {
  claimOn(
    p,
    { kind: 'claim-late', near: p.kind },
    CONSUMER_CODES[p.n % 3]!,
    p.day.subtract({ days: p.random.between(65, 68) }),
  )
}

/** In time by a few days only. */
export function claimJustInTime(p: Planting): void {
  claimOn(
    p,
    { kind: 'claim-unauthorized', near: p.kind },
    CONSUMER_CODES[p.n % 3]!,
    p.day.subtract({ days: p.random.between(52, 56) }),
  )
}

/** Names no posted debit: a trace that nothing has, one digit of the amount more, the account of a neighbour. */
export function claimWithoutDebit(p: Planting): void {
  const settled = p.day.subtract({ days: p.random.between(3, 40) })
  const wrong = ['trace', 'amount', 'account'][p.n % 3]!
  claimOn(p, { kind: p.kind, near: '' }, CONSUMER_CODES[p.n % 2]!, settled, claim => ({
    ...claim,
    ...(wrong === 'trace' ? { trace: `${claim.trace.slice(0, 8)}9999999` } : {}),
    ...(wrong === 'amount' ? { amountMinor: claim.amountMinor + 10 } : {}),
    ...(wrong === 'account' ? { account: p.person().number } : {}),
  }))
}

/** Names its debit beside one of the same amount on the same account that nobody claims. */
export function claimBesideAnother(p: Planting): void {
  const settled = p.day.subtract({ days: p.random.between(3, 40) })
  claimOn(p, { kind: 'claim-unauthorized', near: p.kind }, CONSUMER_CODES[p.n % 2]!, settled, same, 'twin')
}

const same = (claim: Claim) => claim

function claimOn(
  p: Planting,
  raises: { kind: string; near: string },
  code: string,
  settled: Temporal.PlainDate,
  told: (claim: Claim) => Claim = same,
  beside: 'nothing' | 'twin' = 'nothing',
): void {
  const day = historyDay(p, settled)
  const isFirm = code === 'R29'
  const account = isFirm ? p.firm() : p.person()
  const sender = p.sender()
  const amountMinor = p.random.between(1_000, 90_000)
  const sequence = p.random.below(9_000_000)
  const traceOf = (n: number) => sender.bank.routing.slice(0, 8) + String(n).padStart(7, '0')
  const trace = traceOf(sequence)
  const entry = { ...entryTo(p, account, 'debit', amountMinor), trace }
  const entries = [{ entry, label: CLEAN }]
  if (beside === 'twin') entries.push({ entry: { ...entry, trace: traceOf(sequence + 1) }, label: CLEAN })
  const spec = { sender, sec: isFirm ? 'CCD' : 'PPD', serviceClass: 225, effectiveDate: shortDate(day) } as const
  intoHistory(p, day, batchOf(p, spec, [...entries, ...companions(p, 'debit')]))
  const receivedAt = p.day.toPlainDateTime({ hour: 9, minute: p.random.below(60) })
  p.facts.claims.push(told({ receivedAt, account: account.number, trace, amountMinor, code, ...raises }))
}
