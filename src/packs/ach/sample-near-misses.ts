import { DEATH_NOTICE, NOC_C01, RETURN_R01 } from './sample-addenda.ts'
import { aBatch, anItem, iatAddenda } from './sample-entries.ts'
import { type AchItemKind, aReturn, type ItemExample, SETTLED_ON_FRIDAY, sent } from './sample-exceptions.ts'
import { aContext, aFact, aStop, TODAY } from './sample-facts.ts'

const person = { kind: '05', paymentInformation: 'INVOICE 7' } as const
const credit = (amountMinor: number, more = {}) => ({ transactionCode: 22, amountMinor, ...more })
const named = (
  name: string,
  holderName: string,
): readonly [ReturnType<typeof anItem>, { account: { holderName: string } }] => [
  anItem(credit(250_000, { name })),
  { account: { holderName } },
]
const anOriginal = aFact('originated', '091000010000007', { amountMinor: 45_000 })
const COR = { secCode: 'COR' } as const

/** Items that look like a kind and are right: each must be clear. */
export const NEAR_MISSES: readonly (readonly [near: AchItemKind, ...ItemExample])[] = [
  ['transaction-code-unknown', 'a loan payment', anItem({ transactionCode: 52 }), { account: { type: 'loan' } }],
  ['transaction-code-unknown', 'a ledger credit', anItem({ transactionCode: 42 })],
  [
    'transaction-code-unknown',
    'zero-dollar with remittance',
    anItem({ transactionCode: 24, amountMinor: 0, addenda: [person] }, { secCode: 'CCD' }),
  ],
  [
    'transaction-code-unknown',
    'a credit that reverses a converted check',
    anItem(credit(45_000), { secCode: 'ARC', entryDescription: 'REVERSAL' }),
    { posted: [{ direction: 'debit' }] },
  ],
  [
    'death-notice',
    'a benefit for a survivor, whose text speaks of a death',
    anItem({ ...credit(120_455), addenda: [DEATH_NOTICE] }),
  ],
  ['death-notice', 'a prenote of the agency', anItem({ transactionCode: 23, amountMinor: 0 })],
  [
    'death-notice',
    'a zero-dollar credit with remittance',
    anItem({ transactionCode: 24, amountMinor: 0, addenda: [DEATH_NOTICE] }, { secCode: 'CCD' }),
  ],
  ['enrolment-misdirected', 'an agency’s credit to an account here', anItem(credit(120_455))],
  [
    'zero-dollar-return',
    'a return of a cent',
    anItem({ transactionCode: 26, amountMinor: 1, addenda: [RETURN_R01] }),
    { facts: [aFact('originated', '091000010000007', { amountMinor: 1 })] },
  ],
  [
    'effective-date-stale',
    'an acknowledgement that was long on its way: it moves nothing',
    anItem({ transactionCode: 24, amountMinor: 0 }, { secCode: 'ACK', effectiveDate: '261101' }),
  ],
  ['prenote-fault', 'a prenote', anItem({ transactionCode: 28, amountMinor: 0 })],
  ['addenda-fault', 'one addenda', anItem({ addenda: [person] })],
  ['addenda-fault', 'CTX with two', anItem({ name: '0002ACME', addenda: [person, person] }, { secCode: 'CTX' })],
  ['addenda-fault', 'IAT with its seven', anItem({ addenda: iatAddenda() }, { secCode: 'IAT' })],
  [
    'addenda-fault',
    'IAT with remittance',
    anItem(
      { addenda: [...iatAddenda(), { kind: '17', sequence: 1 }, { kind: '18', sequence: 1 }] },
      { secCode: 'IAT' },
    ),
  ],
  ['addenda-fault', 'a POS purchase', anItem({ addenda: [{ kind: '02' }] }, { secCode: 'POS' })],
  ['effective-date-stale', 'five banking days back', anItem({}, { effectiveDate: '261116' })],
  [
    'effective-date-stale',
    'a return that repeats an old header',
    anItem({ transactionCode: 26, addenda: [RETURN_R01] }, { effectiveDate: '260801' }),
    { facts: [anOriginal] },
  ],
  ['settles-later', 'a debit for the next banking day', anItem({}, { effectiveDate: '261124' })],
  ['settles-later', 'a credit for the banking day after it', anItem(credit(500), { effectiveDate: '261125' })],
  [
    'settles-later',
    'a debit for a Saturday, posted on Friday: the operator settles it on Monday',
    anItem({}, { effectiveDate: '261128' }),
    {},
    aContext({ receivedDay: TODAY + 4, postingDay: TODAY + 4 }),
  ],
  [
    'settles-later',
    'a debit with a late date that the operator settles tomorrow',
    anItem({}, { effectiveDate: '261130' }),
    {},
    aContext({ batch: aBatch({ settlementDate: '328' }) }),
  ],
  [
    'settles-later',
    'a credit that the operator settles in four banking days: it may be there early',
    anItem(credit(500), { effectiveDate: '261127' }),
    {},
    aContext({ batch: aBatch({ settlementDate: '331' }) }),
  ],
  [
    'settles-later',
    'a prenote a week ahead',
    anItem({ transactionCode: 28, amountMinor: 0 }, { effectiveDate: '261130' }),
  ],
  [
    'effective-date-impossible',
    '29 February',
    anItem({}, { effectiveDate: '280229' }),
    {},
    aContext({ postingDay: TODAY + 462, receivedDay: TODAY + 462 }), // Monday 28 February 2028
  ],
  [
    'effective-date-impossible',
    'blank in a notification',
    anItem({ transactionCode: 26, amountMinor: 0, addenda: [NOC_C01] }, { ...COR, effectiveDate: '' }),
    { facts: [anOriginal] },
  ],
  [
    'same-day-not-eligible',
    'a million exactly',
    anItem(credit(100_000_000), { descriptiveDate: 'SD1300' }),
    {},
    bigLimits(),
  ],
  [
    'same-day-not-eligible',
    'over a million without the mark',
    anItem(credit(100_000_001), { descriptiveDate: 'NOV 26' }),
    {},
    bigLimits(),
  ],
  [
    'same-day-not-eligible',
    'a company’s own text',
    anItem(credit(100_000_001), { descriptiveDate: 'SDGE' }),
    {},
    bigLimits(),
  ],
  ['duplicate-entry', 'nineteen months ago', anItem(), { claimed: { entry: { day: TODAY - 579 } } }],
  [
    'duplicate-entry',
    'a check re-presented after it went back',
    anItem({ identification: '1042' }, { secCode: 'RCK' }),
    { claimed: { check: { pack: 'checks', returned: { code: 'A', presentments: 1 } } } },
  ],
  [
    'duplicate-entry',
    'a converted check, reinitiated for the second time',
    anItem({ identification: '1042' }, { secCode: 'ARC', entryDescription: 'RETRY PYMT' }),
    { claimed: { check: { returned: { code: 'R09', presentments: 2 } } } },
  ],
  [
    'duplicate-entry',
    'reinitiated on the last of 180 days',
    anItem({ identification: '1042' }, { secCode: 'ARC', entryDescription: 'RETRY PYMT' }),
    { claimed: { check: { day: TODAY - 180, returned: { code: 'R01', presentments: 1 } } } },
  ],
  [
    'duplicate-entry',
    'what was sent twice under one trace comes back twice',
    anItem({ transactionCode: 26, addenda: [RETURN_R01] }),
    { claimed: { returned: {} }, facts: [anOriginal, anOriginal] },
  ],
  ['account-malformed', 'padded on the left', anItem({ account: '       4400123456' })],
  ['account-malformed', 'with hyphens', anItem({ account: '44-0012-3456' })],
  ['account-malformed', 'six digits', anItem({ account: '123456' })],
  ['account-malformed', 'seventeen digits', anItem({ account: '12345678901234567' })],
  [
    'account-malformed',
    'another bank’s account in a return',
    anItem({ account: 'AB-77', transactionCode: 26, addenda: [RETURN_R01] }),
    { facts: [anOriginal] },
  ],
  [
    'account-not-found',
    'a return names an account elsewhere',
    anItem({ transactionCode: 26, addenda: [RETURN_R01] }),
    { account: 'none', facts: [anOriginal] },
  ],
  [
    'account-non-transaction',
    'the reversal of a loan payment',
    anItem({ transactionCode: 55 }, { entryDescription: 'REVERSAL' }),
    { account: { type: 'loan' }, posted: [{}] },
  ],
  [
    'account-non-transaction',
    'a deposit to a certificate',
    anItem(credit(500)),
    { account: { type: 'non_transaction' } },
  ],
  ['account-non-transaction', 'a debit to savings', anItem({ transactionCode: 37 }), { account: { type: 'savings' } }],
  ['insufficient-funds', 'to the cent', anItem(), { account: { balanceMinor: 45_000 } }],
  [
    'insufficient-funds',
    'with the overdraft',
    anItem(),
    { account: { balanceMinor: 40_000, overdraftLimitMinor: 5_000 } },
  ],
  [
    'insufficient-funds',
    'a prenote on an empty account',
    anItem({ transactionCode: 28, amountMinor: 0 }),
    { account: { balanceMinor: 0 } },
  ],
  ['insufficient-funds', 'a credit to an overdrawn account', anItem(credit(500)), { account: { balanceMinor: -5 } }],
  ['uncollected-funds', 'a hold that leaves enough', anItem(), { account: { balanceMinor: 45_001, heldMinor: 1 } }],
  [
    'reversal-without-original',
    'the original ten days ago',
    anItem({}, { entryDescription: 'REVERSAL' }),
    { posted: [{ day: TODAY - 10 }] },
  ],
  [
    'reversal-without-original',
    'the original under another class and description',
    anItem({}, { entryDescription: 'REVERSAL' }),
    { posted: [{ batch: aBatch({ secCode: 'CCD', entryDescription: 'VENDOR PMT' }) }] },
  ],
  [
    'reversal-without-original',
    'the second of two originals, the first being reversed',
    anItem({}, { entryDescription: 'REVERSAL' }),
    { posted: [{ direction: 'debit', batch: aBatch({ entryDescription: 'REVERSAL' }) }, {}, {}] },
  ],
  [
    'reversal-without-original',
    'the last of three originals, two being reversed',
    anItem({}, { entryDescription: 'REVERSAL' }),
    { posted: [{ direction: 'debit', batch: aBatch({ entryDescription: 'REVERSAL' }), count: 2 }, { count: 3 }] },
  ],
  ['reversal-without-original', 'a reverse mortgage', anItem({}, { entryDescription: 'REVERSE MT' })],
  ['stop-payment', 'another company', anItem(), aStop({ companyId: '9999999999' })],
  [
    'stop-payment',
    'a cent over',
    anItem(),
    aStop({ companyId: '1234567890', amountMinMinor: 1, amountMaxMinor: 44_999 }),
  ],
  ['stop-payment', 'another amount', anItem(), aStop({ amountMinor: 45_001 })],
  ['stop-payment', 'expired yesterday', anItem(), aStop({}, { toDay: TODAY - 1 })],
  ['stop-payment', 'begins tomorrow', anItem(), aStop({}, { fromDay: TODAY + 1 })],
  ['stop-payment', 'a check stop by amount', anItem(), aStop({ rail: 'check', amountMinor: 45_000 })],
  [
    'stop-payment',
    'a check stop of another serial',
    anItem({ identification: '1042' }, { secCode: 'ARC' }),
    aStop({ rail: 'check', serialFrom: 1043 }),
  ],
  ['stop-payment', 'a credit of that company', anItem(credit(45_000))],
  [
    'converted-check-ineligible',
    'ARC of 25,000 exactly',
    anItem({ identification: '1042', amountMinor: 2_500_000 }, { secCode: 'ARC' }),
    {},
    bigLimits(),
  ],
  [
    'converted-check-ineligible',
    'RCK of 2,500 exactly',
    anItem({ identification: '7', amountMinor: 250_000 }, { secCode: 'RCK' }),
  ],
  [
    'converted-check-ineligible',
    'the reversal of a check over the limit',
    anItem(credit(2_500_001, { identification: '' }), { secCode: 'ARC', entryDescription: 'REVERSAL' }),
    { posted: [{ direction: 'debit', amountMinor: 2_500_001 }] },
  ],
  ['converted-check-ineligible', 'a telephone payment without a name', anItem({ name: '' }, { secCode: 'TEL' })],
  ['converted-check-ineligible', 'another class', anItem({ identification: '', amountMinor: 2_499_999 })],
  ['name-mismatch', 'a thousand exactly', anItem(credit(100_000, { name: 'PAT SUMMERS' }))],
  [
    'name-mismatch',
    'a business account',
    anItem(credit(250_000, { name: 'PAT SUMMERS' })),
    { account: { holderType: 'business' } },
  ],
  ['name-mismatch', 'a debit', anItem({ amountMinor: 250_000, name: 'PAT SUMMERS' })],
  ['name-mismatch', 'no name', anItem(credit(250_000, { name: '' }))],
  ['name-mismatch', 'swapped', ...named('MILLER, ROBIN', 'Robin Miller')],
  ['name-mismatch', 'initial', ...named('R MILLER', 'Robin Miller')],
  ['name-mismatch', 'initials only', ...named('R M', 'Robin Miller')],
  ['name-mismatch', 'middle name and suffix', ...named('ROBIN J MILLER JR', 'Miller Robin James')],
  ['name-mismatch', 'joint holders', ...named('PAT SUMMERS', 'Robin Miller & Pat Summers')],
  ['name-mismatch', 'apostrophe', ...named('OBRIEN KELLY', 'Sean O’Brien')],
  ['name-mismatch', 'accent', ...named('JOSE', 'José Núñez')],
  ['name-mismatch', 'written in one', ...named('VANDYKE', 'Van Dyke')],
  ['name-mismatch', 'cut at 22 characters', ...named('C BARTHOLOMEW-FITZGERA', 'Christopher Fitzgerald')],
  ['review-threshold', 'a cent under', anItem({ amountMinor: 2_499_999 })],
  ['review-threshold', 'a credit at the debit limit', anItem(credit(2_500_000))],
  [
    'return-without-original',
    'the original is known',
    anItem({ transactionCode: 26, addenda: [RETURN_R01] }),
    { facts: [anOriginal] },
  ],
  ['late-return', 'on the second banking day', aReturn(), { facts: [sent('2026-11-19')] }],
  // The 60th day after Mon 09-21 is Fri 11-20, and the banking day after it is today.
  ['late-return', 'on the banking day after the sixtieth', aReturn('R10'), { facts: [sent('2026-09-21')] }],
  ['late-return', 'the same trace sent again later', aReturn(), { facts: [sent('2026-11-09'), sent('2026-11-20')] }],
  ['late-return', 'agreed to by us', aReturn('R31'), { facts: [sent('2026-06-01')] }],
  ['late-return', 'received late, settled in time', aReturn(), { facts: [sent('2026-11-18')] }, SETTLED_ON_FRIDAY],
  [
    'noc-without-original',
    'the original is known',
    anItem({ transactionCode: 26, amountMinor: 0, addenda: [NOC_C01] }, COR),
    { facts: [anOriginal] },
  ],
]

/** Limits that no sample reaches, for near misses with large amounts. */
function bigLimits() {
  const plain = aContext()
  const over = { debit: 1e12, credit: 1e12, check: 1e12 }
  return aContext({ settings: { ...plain.settings, reviewOverMinor: over } })
}
