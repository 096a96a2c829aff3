import { describe, expect, it } from 'vitest'
import { readAll } from '../../../test/samples/x9-contents.ts'
import { testLetter, testReturn } from '../../../test/samples/x9-letters.ts'
import { latin1Text } from '../../core/latin1.ts'
import { BUNDLE, FILE, LETTER, testCheck, testCredit, writeFile } from './sample-letters.ts'
import { TOTALS_PROFILES, type TotalsProfile } from './totals-profile.ts'
import type { X9Writer } from './write.ts'

/** Two checks, a return and a credit in one bundle, a credit before it: every way of counting gives other totals. */
function mixed(profile: TotalsProfile, credits: 'apart' | 'included' = 'apart'): Uint8Array {
  return writeFile({ framing: 'length-ascii', profile, credits }, writer => {
    writer.fileHeader(FILE)
    writer.cashLetterHeader(LETTER)
    writer.item(testCredit())
    writer.bundleHeader(BUNDLE)
    for (const item of [testCredit('62'), testCheck(), testCheck(), testReturn()]) writer.item(item)
    writer.endBundle()
    writer.endCashLetter()
    writer.endFile()
  })
}

const NAMES = TOTALS_PROFILES.map(profile => [profile.name, profile] as const)
const STANDARD = TOTALS_PROFILES[0]

describe('control totals', () => {
  // Seen red with `every-record` counting views but not addenda.
  it.each(NAMES)('counted as %s are explained, and so is the way of counting', (name, profile) => {
    const { end, faults, bundles } = readAll(mixed(profile))
    expect(faults).toEqual([])
    expect(end.profiles).toContain(name)
    expect([end.fate, bundles[0]?.fate]).toEqual(['process', 'process'])
  })

  it('with credits included where the indicator says so', () => {
    const { end, faults, bundles } = readAll(mixed(STANDARD, 'included'))
    expect(faults).toEqual([])
    expect(bundles[0]?.declared).toMatchObject({ items: 4, amountMinor: 50_000n })
    expect(end.declared).toMatchObject({ items: 5, amountMinor: 70_000n })
    expect(end.profiles).toEqual(['x9.100-187', 'credits-counted'])
  })

  it('are held to the one way that the reader is told', () => {
    const other = TOTALS_PROFILES.find(profile => profile.name === 'every-record') ?? STANDARD
    const { faults } = readAll(mixed(other), { profile: STANDARD })
    expect(faults[0]).toMatchObject({ code: 'bundle-items', column: 3, field: 'itemCount', found: '21', expected: '3' })
  })

  it('that one way explains in the first bundle do not excuse another way in the second', () => {
    const bytes = withBundles([{ itemCount: 2 }, { itemCount: 8 }])
    const { faults, bundles } = readAll(bytes)
    expect(faults.map(fault => fault.code)).toEqual(['bundle-items'])
    expect(bundles.map(bundle => bundle.fate)).toEqual(['process', 'quarantine'])
  })
})

describe('a bundle out of balance', () => {
  it('is left out with its value; the cash letter that sums it up as declared stands', () => {
    const { faults, bundles, cashLetters, end } = readAll(
      withBundles([{}, { amountMinor: 25_000 }], { amountMinor: 45_000 }),
    )
    expect(faults).toMatchObject([
      {
        code: 'bundle-amount',
        scope: 'batch',
        batch: 1,
        column: 7,
        found: '25000',
        expected: '20000',
        rest: 'batch left out',
      },
      { code: 'cash-letter-amount', found: '45000', expected: '40000', rest: 'read on' },
      { code: 'file-amount', found: '45000', rest: 'read on' },
    ])
    expect(bundles.map(bundle => bundle.fate)).toEqual(['process', 'quarantine'])
    expect([cashLetters[0]?.fate, end.fate]).toEqual(['process', 'process'])
    expect(end.profiles).toEqual([])
  })

  it('whose cash letter is right all the same is left out alone', () => {
    const { faults, cashLetters } = readAll(withBundles([{}, { amountMinor: 25_000 }], { amountMinor: 40_000 }))
    expect(faults.map(fault => fault.code)).toEqual(['bundle-amount'])
    expect(cashLetters[0]?.fate).toBe('process')
  })

  it('by images or by its MICR total is a warning only', () => {
    const { faults, bundles } = readAll(withBundles([{ imageCount: 5, micrValidMinor: 1 }]))
    expect(faults.map(fault => [fault.code, fault.rest])).toEqual([
      ['bundle-images', 'read on'],
      ['bundle-micr-amount', 'read on'],
    ])
    expect(bundles[0]?.fate).toBe('process')
  })

  it('has no total at all when the field is no number: it is left out', () => {
    const text = latin1Text(withBundles([{}]))
    const broken = Uint8Array.from(text.replace('700002000000020000', '700002  X000020000'), character =>
      character.charCodeAt(0),
    )
    const { faults, bundles } = readAll(broken)
    expect(faults[0]).toMatchObject({
      code: 'control-field',
      column: 7,
      field: 'amountMinor',
      found: '  X000020000',
      rest: 'batch left out',
    })
    expect(bundles[0]).toMatchObject({ fate: 'quarantine', declared: undefined, computed: { amountMinor: 20_000n } })
  })
})

describe('a cash letter or file out of balance by itself', () => {
  it('is left out, because something is missing that no bundle lacks', () => {
    const { faults, cashLetters, end } = readAll(
      withBundles([{}], { itemCount: 4, amountMinor: 40_000, bundleCount: 2 }),
    )
    expect(faults.map(fault => [fault.code, fault.rest])).toEqual([
      ['cash-letter-items', 'batch left out'],
      ['cash-letter-amount', 'batch left out'],
      ['cash-letter-bundles', 'batch left out'],
      ['file-amount', 'read on'],
    ])
    expect([cashLetters[0]?.fate, end.fate]).toEqual(['quarantine', 'process'])
  })

  it('counts cash letters: one missing leaves the file out, another record count only warns', () => {
    const bytes = testLetter({ end: { cashLetterCount: 2, recordCount: 99 } })
    const { faults, end } = readAll(bytes)
    expect(faults).toMatchObject([
      { code: 'file-records', column: 9, found: '99', expected: '18', rest: 'read on' },
      { code: 'file-cash-letters', column: 3, found: '2', expected: '1', rest: 'file left out' },
    ])
    expect(end.fate).toBe('quarantine')
  })
})

it('sums of amounts beyond 2^53 cents stay exact', () => {
  const credit = {
    ...testCredit('62'),
    detail: { ...testCredit('62').detail, type: '62' as const, amountMinor: 99_999_999_999_999 },
  }
  const bytes = testLetter({ body: writer => void Array.from({ length: 100 }, () => writer.item(credit)) })
  expect(readAll(bytes).cashLetters[0]?.tally.creditMinor).toBe(9_999_999_999_999_900n)
})

type Fields = Parameters<X9Writer['endBundle']>[0]

/** One letter of bundles with two checks of 100.00 each, whose controls say what is given. The file's control fits the letter's. */
function withBundles(bundles: readonly Fields[], letter: Parameters<X9Writer['endCashLetter']>[0] = {}): Uint8Array {
  return testLetter({
    framing: 'length-ascii',
    body: writer => {
      for (const control of bundles) {
        writer.bundleHeader(BUNDLE)
        writer.item(testCheck())
        writer.item(testCheck())
        writer.endBundle(control)
      }
    },
    letter,
    end: letter.amountMinor === undefined ? {} : { amountMinor: letter.amountMinor },
  })
}
