import { describe, expect, test } from 'vitest'
import { explain } from '../../core/exception.ts'
import { decide, ENTRY_CHECKS } from './decide.ts'
import { fieldsOf } from './describe.ts'
import { ACH_KINDS } from './kinds.ts'
import { DEATH_NOTICE } from './sample-addenda.ts'
import { ACCOUNT_NUMBER, anItem } from './sample-entries.ts'
import { ACH_EXAMPLES, type ItemExample } from './sample-exceptions.ts'
import { aContext, aStop, factsOf, TODAY } from './sample-facts.ts'
import { NEAR_MISSES } from './sample-near-misses.ts'

const decided = ([, item, known, context]: ItemExample) => decide(item, factsOf(item, known), context ?? aContext())
const rows = Object.entries(ACH_EXAMPLES).flatMap(([kind, examples]) =>
  examples.map(example => ({ kind, says: example[0], example })),
)

describe('each kind is found', () => {
  // Seen red with: each check made to return undefined in turn; `>=` for `>` in the banking days and in the name limit;
  // a fourth presentment let pass; whatever code a return had, the check coming again.
  test.each(rows)('$kind: $says', ({ kind, example }) => {
    const decision = decided(example)
    expect(decision?.finding.kind).toBe(kind)
  })

  test.each(rows)('the sentence has no hole left: $kind, $says', ({ example }) => {
    const { finding } = decided(example) ?? { finding: undefined }
    const kind = Object.entries(ACH_KINDS).find(([name]) => name === finding?.kind)?.[1]
    expect(kind && explain(kind, finding?.facts)).not.toContain('?')
  })

  test.each(rows)('no sentence holds an account number or a name: $kind, $says', ({ example }) => {
    const facts = JSON.stringify(decided(example)?.finding.facts)
    expect(facts).not.toContain(ACCOUNT_NUMBER)
    expect(facts.toUpperCase()).not.toContain('MILLER')
  })
})

describe('what nearly is one is clear', () => {
  // Seen red with: an acknowledgement held stale; a converted check of exactly its limit held, and its reversal; REVERSAL matched by its beginning, the stop's days ignored, leading blanks in account numbers kept,
  // 180 days that end a day early; a return on its last day held late, its batch's settlement day ignored, two days for every code.
  test.each(NEAR_MISSES.map(([near, ...example]) => ({ near, says: example[0], example })))(
    '$near: $says',
    ({ example }) => {
      expect(decided(example)).toBeUndefined()
    },
  )
})

describe('precedence', () => {
  // Seen red with: funds before the stop; duplicates behind the account checks.
  test('an item with everything wrong is named for the first, the others are told in order', () => {
    const item = anItem({ amountMinor: 9_000_000_000, trace: 'X21042880000017' }, { effectiveDate: '261101' })
    const known = { ...aStop({}), claimed: { entry: {} }, account: { type: 'non_transaction' as const } }
    expect(decide(item, factsOf(item, known), aContext())).toMatchObject({
      finding: { kind: 'trace-fault' },
      also: [
        'duplicate-entry',
        'effective-date-stale',
        'account-non-transaction',
        'stop-payment',
        'insufficient-funds',
        'review-threshold',
      ],
    })
  })

  test('a closed account is not also called short of funds', () => {
    const item = anItem()
    const decision = decide(item, factsOf(item, { account: { status: 'closed', balanceMinor: 0 } }), aContext())
    expect(decision).toMatchObject({ finding: { kind: 'account-closed' }, also: [] })
  })

  test('a plain entry is clear', () => {
    const item = anItem()
    expect(decide(item, factsOf(item), aContext())).toBeUndefined()
    expect(ENTRY_CHECKS.length).toBeGreaterThan(20)
    expect(TODAY).toBe(20_780)
  })
})

describe('a death notice', () => {
  const AGENCY = { transactionCode: 23, amountMinor: 0, identification: '000000000A', addenda: [DEATH_NOTICE] }
  const notice = anItem(AGENCY, { secCode: 'DNE' })

  // Seen red with the date of death in the facts, and with the text of the addenda given as what was found.
  test('says neither who died, nor when, nor with which number', () => {
    const { finding } = decide(notice, factsOf(notice), aContext()) ?? { finding: undefined }
    const kind = ACH_KINDS['death-notice']
    expect(finding).not.toHaveProperty('found')
    expect(`${JSON.stringify(finding)} ${explain(kind, finding?.facts)}`).not.toMatch(
      /100326|000000000|2026-10-03|MILLER/i,
    )
    const fields = fieldsOf(notice, {})
    expect(fields.find(({ name }) => name === 'paymentInformation')).toMatchObject({ sensitive: 'tax-id', record: 2 })
    expect(fields.find(({ name }) => name === 'identification')?.sensitive).toBeDefined()
  })

  // Seen red with the check behind those of the account: the policy sent R02 back to the agency, and R16, and R15.
  test.each(['closed', 'frozen', 'deceased'] as const)('of an account that is %s goes back under no policy', status => {
    const decision = decide(notice, factsOf(notice, { account: { status } }), aContext())
    expect(decision?.finding.kind).toBe('death-notice')
    expect(decision?.also).toEqual([`account-${status}`])
    expect(ACH_KINDS['death-notice'].decidedBy).toEqual({ by: 'person' })
  })

  test.each([
    ['', 'open'],
    ['(marked already)', 'deceased'],
  ] as const)('says of the account "%s" where it is %s', (standing, status) => {
    const decision = decide(notice, factsOf(notice, { account: { status } }), aContext())
    expect(decision?.finding.facts?.standing).toBe(standing)
  })
})

// Seen red with the earlier item kept by a duplicate's own finding alone.
test('an entry of an unknown class that came before as well still names the item that came before', () => {
  const item = anItem({ amountMinor: 0 }, { secCode: 'PPX' })
  const decision = decide(item, factsOf(item, { claimed: { entry: { itemId: 42 } } }), aContext())
  expect(decision).toMatchObject({ finding: { kind: 'sec-code-unknown', facts: { earlierItemId: 42 } } })
  expect(decision?.also).toContain('duplicate-entry')
})

describe('codes of findings', () => {
  test.each([
    ['ARC', 'R38'],
    ['BOC', 'R38'],
    ['RCK', 'R52'],
  ])('a check stop on %s goes back as %s', (secCode, code) => {
    const item = anItem({ identification: '1042' }, { secCode })
    const known = aStop({ rail: 'check', serialFrom: 1042 })
    expect(decide(item, factsOf(item, known), aContext())?.finding.code).toBe(code)
  })

  test('a converted check that was presented as an image goes back as R37', () => {
    const item = anItem({ identification: '1042' }, { secCode: 'ARC' })
    const known = { claimed: { check: { pack: 'checks' as const } } }
    expect(decide(item, factsOf(item, known), aContext())?.finding.code).toBe('R37')
  })
})
