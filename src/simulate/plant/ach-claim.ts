import { shortDate } from '../ach/write-file.ts'
import { CLEAN } from '../truth.ts'
import { batchOf, companions, entryTo, historyDay, intoHistory } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/**
 * Customers' claims that a posted debit was not authorized. A consumer's can be returned until the banking day after the
 * sixtieth day from settlement, a firm's (R29) until the second banking day. Every claim raises one of the two kinds.
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

function claimOn(p: Planting, raises: { kind: string; near: string }, code: string, settled: Temporal.PlainDate): void {
  const day = historyDay(p, settled)
  const isFirm = code === 'R29'
  const account = isFirm ? p.firm() : p.person()
  const sender = p.sender()
  const amountMinor = p.random.between(1_000, 90_000)
  const trace = sender.bank.routing.slice(0, 8) + String(p.random.below(10_000_000)).padStart(7, '0')
  const entry = { ...entryTo(p, account, 'debit', amountMinor), trace }
  const spec = { sender, sec: isFirm ? 'CCD' : 'PPD', serviceClass: 225, effectiveDate: shortDate(day) } as const
  intoHistory(p, day, batchOf(p, spec, [{ entry, label: CLEAN }, ...companions(p, 'debit')]))
  const receivedAt = p.day.toPlainDateTime({ hour: 9, minute: p.random.below(60) })
  p.facts.claims.push({ receivedAt, account: account.number, trace, amountMinor, code, ...raises })
}
