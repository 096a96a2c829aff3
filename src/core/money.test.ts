import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, allocate, EXPONENTS, formatMoney, money, parseMoney } from './money.ts'

const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })

describe('an amount', () => {
  it.each([
    ['1204.55', 'USD', 120455n],
    ['-3', 'USD', -300n],
    ['100', 'JPY', 100n],
    ['1.234', 'BHD', 1234n],
    ['007.50', 'USD', 750n],
  ] as const)('%s %s is %s minor units', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toEqual(money(minor, currency))
  })

  // Seen red with: the fraction cut off instead of refused.
  it.each(['1.005', '1e5', '', '1,204.55', '0x1A', '.5', '1.', ' 1', '1000000000000000000000'])(
    '%s is no amount of USD',
    text => {
      expect(parseMoney(text, 'USD')).toBeUndefined()
    },
  )

  it('of a currency without decimals refuses them', () => {
    expect(parseMoney('100.0', 'JPY')).toBeUndefined()
  })

  it('cannot be added to one of another currency', () => {
    expect(() => add(money(1n, 'USD'), money(1n, 'EUR'))).toThrow('cannot add EUR to USD')
  })

  // Seen red with the decimals filled up on the left.
  it('law: printing and reading gives the same amount, in every currency', () => {
    const currency = fc.constantFrom(...(Object.keys(EXPONENTS) as (keyof typeof EXPONENTS)[]))
    fc.assert(
      fc.property(cents, currency, (minor, code) => {
        const amount = money(minor, code)
        expect(parseMoney(formatMoney(amount).slice(0, -4).replaceAll(',', ''), code)).toEqual(amount)
      }),
    )
  })
})

// Seen red with the thousands not parted: 1000000.00 USD in the sentence of an entry over the same-day limit.
it.each([
  [120455n, 'USD', '1,204.55 USD'],
  [-100_000_000n, 'USD', '-1,000,000.00 USD'],
  [99_999n, 'USD', '999.99 USD'],
  [1_234_567n, 'JPY', '1,234,567 JPY'],
  [5n, 'BHD', '0.005 BHD'],
] as const)('%s minor units of %s are said as %s', (minor, currency, said) => {
  expect(formatMoney(money(minor, currency))).toBe(said)
})

describe('allocate', () => {
  // Seen red with: the remainder given to the first part only; the sign lost for negative wholes.
  it.each([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    [5n, [3n, 7n], [2n, 3n]],
    [1n, [0n, 5n], [0n, 1n]],
    [0n, [1n, 2n], [0n, 0n]],
  ])('%s by %s is %s', (whole, weights, parts) => {
    expect(allocate(money(whole, 'USD'), weights).map(part => part.minor)).toEqual(parts)
  })

  // Seen red with the remainder given to nobody.
  it('law: the parts sum to the whole, and none is off its share by a unit or more', () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 12 })
      .filter(w => w.some(one => one > 0n))
    fc.assert(
      fc.property(cents, weights, (minor, w) => {
        const parts = allocate(money(minor, 'USD'), w)
        const total = w.reduce((sum, one) => sum + one, 0n)
        expect(parts.reduce((sum, part) => sum + part.minor, 0n)).toBe(minor)
        for (const [n, part] of parts.entries()) {
          const off = part.minor * total - minor * (w[n] ?? 0n)
          expect(off < total && off > -total).toBe(true)
        }
      }),
    )
  })

  it('refuses weights that share nothing out', () => {
    expect(() => allocate(money(1n, 'USD'), [0n, 0n])).toThrow('weights')
    expect(() => allocate(money(1n, 'USD'), [-1n, 2n])).toThrow('weights')
  })
})
