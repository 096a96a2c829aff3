import { invariant } from './invariant.ts'

/** An ISO 4217 alphabetic code that Clearday knows the exponent of. */
export type CurrencyCode = keyof typeof EXPONENTS

/**
 * Decimal places of each currency's minor unit, ISO 4217. Only what a source can bring: extend the table, never default it,
 * because a wrong exponent is a wrong amount by a factor of ten.
 */
export const EXPONENTS = {
  AED: 2,
  AUD: 2,
  BHD: 3,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  CNY: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  ILS: 2,
  INR: 2,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  MXN: 2,
  MYR: 2,
  NOK: 2,
  NZD: 2,
  OMR: 3,
  PHP: 2,
  PLN: 2,
  RON: 2,
  SAR: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TND: 3,
  TRY: 2,
  TWD: 2,
  UAH: 2,
  UGX: 0,
  USD: 2,
  VND: 0,
  ZAR: 2,
} as const

/** An exact amount: integer minor units (cents for USD) with their currency. Division is `allocate`. */
export interface Money {
  readonly minor: bigint
  readonly currency: CurrencyCode
}

export function money(minor: bigint, currency: CurrencyCode): Money {
  return { minor, currency }
}

/** Sum of two amounts of one currency. Throws a defect when the currencies differ. */
export function add(a: Money, b: Money): Money {
  invariant(a.currency === b.currency, `cannot add ${b.currency} to ${a.currency}`)
  return { minor: a.minor + b.minor, currency: a.currency }
}

/**
 * Splits an amount by weights so that the parts sum to the whole to the minor unit: the remainder goes, one unit each, to
 * the parts that lost most by rounding, the earlier part first. Throws when there is no positive weight or a negative one.
 */
export function allocate(whole: Money, weights: readonly bigint[]): readonly Money[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  invariant(
    total > 0n && weights.every(weight => weight >= 0n),
    'allocate needs weights of which one at least is positive',
  )
  const sign = whole.minor < 0n ? -1n : 1n
  const size = whole.minor * sign
  const shares = weights.map((weight, index) => ({
    index,
    minor: (size * weight) / total,
    lost: (size * weight) % total,
  }))
  let left = size - shares.reduce((sum, share) => sum + share.minor, 0n)
  const byLoss = [...shares].sort((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1))
  for (const share of byLoss) {
    if (left === 0n) break
    share.minor += 1n
    left -= 1n
  }
  return shares.map(share => ({ minor: share.minor * sign, currency: whole.currency }))
}

/** `1,204.55 USD`: how sentences for people say it. `parseMoney` does not read it back. */
export function formatMoney(amount: Money): string {
  const exponent = EXPONENTS[amount.currency]
  const digits = (amount.minor < 0n ? -amount.minor : amount.minor).toString().padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = amount.minor < 0n ? '-' : ''
  return `${sign}${whole}${exponent === 0 ? '' : '.' + digits.slice(-exponent)} ${amount.currency}`
}

/** `1,204.55`: cents where the currency is known from what stands around them. None below zero. */
export function amountWords(minor: number): string {
  const text = String(minor).padStart(3, '0')
  return `${text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${text.slice(-2)}`
}

/**
 * Reads a plain decimal such as `1204.55` or `-3`. Undefined for anything else, also for more decimals than the currency
 * has: an amount is never rounded on the way in.
 */
export function parseMoney(text: string, currency: CurrencyCode): Money | undefined {
  const match = /^(-?)(\d{1,18})(?:\.(\d{1,4}))?$/.exec(text)
  if (match === null) return undefined
  const exponent = EXPONENTS[currency]
  const fraction = match[3] ?? ''
  if (fraction.length > exponent) return undefined
  const minor = BigInt((match[2] ?? '') + fraction.padEnd(exponent, '0'))
  return { minor: match[1] === '-' ? -minor : minor, currency }
}
