import type { OrdinaryAccounts } from '../accounts.ts'
import { drawMinor } from '../ach/profiles.ts'
import type { Deposited } from '../facts.ts'
import { INSTITUTION, OTHER_BANKS } from '../institution.ts'
import type { Random } from '../random.ts'
import { CLEAN } from '../truth.ts'
import type { Bundle, LabelledCheck, Letter, SimCheck } from './model.ts'

/** Ordinary checks: right in every field, drawn while their bundle is written. */
export interface CheckSource {
  readonly accounts: OrdinaryAccounts
  readonly random: Random
  readonly day: Temporal.PlainDate
  /** Told of each check that comes back: it was deposited here before. */
  readonly deposited: (row: Deposited) => void
}

/** The bundle's ordinary checks with the planted ones spread among them. */
export function checksOfBundle(letter: Letter, bundle: Bundle, source: CheckSource): readonly LabelledCheck[] {
  const random = source.random.split(bundle.streamLabel)
  const checks: LabelledCheck[] = []
  const { planted } = bundle
  for (let index = 0, placed = 0; index <= bundle.ordinary; index++) {
    while (placed < planted.length && index >= ((placed + 1) * bundle.ordinary) / (planted.length + 1))
      checks.push(planted[placed++]!)
    if (index < bundle.ordinary) checks.push({ check: drawCheckOf(letter.sort, { ...source, random }), label: CLEAN })
  }
  return checks
}

function drawCheckOf(sort: Letter['sort'], source: CheckSource): SimCheck {
  if (sort === 'return') return returnedCheck(source)
  if (sort === 'deposit' && source.random.percent(50)) return transitCheck(source.random)
  return onUsCheck(source)
}

/** Serials of presented checks stay under those of converted ones, and never repeat on an account. */
const SERIAL_FROM = 1_000

function onUsCheck({ accounts, random }: CheckSource): SimCheck {
  const isFirm = random.percent(35)
  const { account, turn } = accounts.next(isFirm ? 'business' : 'consumer')
  const wanted = drawMinor(random, isFirm ? [5_000, 1_500_000] : [1_000, 200_000])
  return {
    form: 'check',
    style: isFirm ? 'business' : 'personal',
    routing: INSTITUTION.routingNumbers[random.percent(70) ? 0 : 1],
    account: account.number,
    serial: SERIAL_FROM + (Number(account.number.slice(-3)) % 800) + turn,
    amountMinor: Math.min(wanted, accounts.debitMaxMinor(account)),
    image: { is: 'as its letter' },
  }
}

/** Drawn on another bank, deposited with us: it goes on for collection. */
export function transitCheck(random: Random): SimCheck {
  return {
    form: 'check',
    style: 'personal',
    routing: random.pick(OTHER_BANKS).routing,
    account: String(random.between(10_000_000, 9_999_999_999)),
    serial: random.between(100, 9_999),
    amountMinor: drawMinor(random, [1_000, 400_000]),
    image: { is: 'as its letter' },
  }
}

const RETURN_REASONS = ['A', 'B', 'C', 'D', 'A', 'S'] as const

function returnedCheck({ random, day, deposited, accounts }: CheckSource): SimCheck {
  const check: SimCheck = { ...transitCheck(random), form: 'return', returnReason: random.pick(RETURN_REASONS) }
  const { routing, account, serial, amountMinor } = check
  const depositorAccount = accounts.next('business').account.number
  deposited({
    routing,
    account,
    serial,
    amountMinor,
    depositorAccount,
    depositedOn: day.subtract({ days: random.between(2, 9) }),
  })
  return check
}
