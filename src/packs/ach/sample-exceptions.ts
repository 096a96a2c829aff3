import { dayNumber } from '../../core/calendar/day.ts'
import type { DecideContext } from '../../core/pack.ts'
import type { AchItem } from './item.ts'
import { parseAchItem } from './item.ts'
import type { AchKind } from './kinds.ts'
import { DEATH_NOTICE, ENROLMENT, GARBLED, NOC_C01, RETURN_R01 } from './sample-addenda.ts'
import { ACCOUNT_NUMBER, aBatch, anItem, iatAddenda, OTHER_ROUTING, rawEntry, routingOf } from './sample-entries.ts'
import { aContext, aFact, aStop, type Known, TODAY } from './sample-facts.ts'

/** One item, what is known of it, and in a few words what is wrong with it. */
export type ItemExample = readonly [says: string, item: AchItem, known?: Known, context?: DecideContext]

/** Kinds that a single entry can raise; the others are of batches, files and claims. */
export type AchItemKind = Exclude<
  AchKind,
  | 'malformed-file'
  | 'damaged-file'
  | 'file-not-processed'
  | 'file-control-mismatch'
  | 'malformed-batch'
  | 'batch-count-mismatch'
  | 'batch-debit-mismatch'
  | 'batch-credit-mismatch'
  | 'batch-hash-mismatch'
  | 'duplicate-batch'
  | 'batch-over-short'
  | 'file-over-short'
  | 'claim-unauthorized'
  | 'claim-late'
  | 'claim-unmatched'
>

const person = { kind: '05', paymentInformation: 'INVOICE 7' } as const
const COR = { secCode: 'COR' } as const
const anOriginal = (amountMinor: number) => aFact('originated', '091000010000007', { amountMinor })
export const SETTLED_ON_FRIDAY = aContext({ batch: aBatch({ settlementDate: '324' }) })
/** What we sent, settled on the day. */
export const sent = (settled: string) =>
  aFact('originated', '091000010000007', {
    amountMinor: 45_000,
    settledDay: dayNumber(Temporal.PlainDate.from(settled)),
  })
/** A return of it. */
export const aReturn = (returnCode = 'R01') => anItem({ transactionCode: 26, addenda: [{ ...RETURN_R01, returnCode }] })
const aRefusal = (refusalCode: string) =>
  anItem(
    {
      ...{ transactionCode: 26, amountMinor: 0 },
      addenda: [{ kind: '98-refused', refusalCode, changeCode: 'C01', originalTrace: '091000010000007' }],
    },
    COR,
  )
const credit = (amountMinor: number, more = {}) => ({ transactionCode: 22, amountMinor, ...more })

const aRetry = anItem({ identification: '1042' }, { secCode: 'ARC', entryDescription: 'RETRY PYMT' })

/** Of each kind: items that are so, each in another way. */
export const ACH_EXAMPLES: Readonly<Record<AchItemKind, readonly ItemExample[]>> = {
  'record-fault': [
    ['more than 94 characters', parseAchItem(marked('L'), aBatch())],
    ['UTF-8', parseAchItem(marked('U'), aBatch())],
    ['a control character', parseAchItem(marked('C'), aBatch())],
  ],
  'sec-code-unknown': [
    ['a class of no list', anItem({}, { secCode: 'XYZ' })],
    ['no class', anItem({}, { secCode: '' })],
  ],
  'transaction-code-unknown': [
    ['a code of no list', anItem({ transactionCode: 99 })],
    ['a reserved code', anItem({ transactionCode: 20 })],
    ['an advice code', anItem({ transactionCode: 81 })],
    ['a credit in a class of debits', anItem({ transactionCode: 22, identification: '1042' }, { secCode: 'ARC' })],
    ['a debit in a class of credits', anItem({}, { secCode: 'CIE' })],
    ['zero-dollar in a class without', anItem({ transactionCode: 24, amountMinor: 0 })],
    ['a loan debit that reverses nothing', anItem({ transactionCode: 55 })],
    ['a debit in a batch of credits', anItem({}, { serviceClass: 220 })],
  ],
  'amount-fault': [
    ['letters', anItem({ amountText: '00000450O0' })],
    ['blanks', anItem({ amountText: '          ' })],
    ['zero on a live entry', anItem({ amountMinor: 0 })],
    ['an amount on a zero-dollar entry', anItem({ transactionCode: 24 }, { secCode: 'CCD' })],
    ['an amount in a notification', anItem({ transactionCode: 26, addenda: [NOC_C01] }, COR)],
  ],
  'prenote-fault': [
    ['one cent', anItem({ transactionCode: 28, amountMinor: 1 })],
    ['a credit prenote with a salary', anItem({ transactionCode: 33, amountMinor: 250_000 })],
  ],
  'addenda-fault': [
    ['the indicator says one, none follows', anItem({ addendaIndicator: 1 })],
    ['the indicator says none, one follows', anItem({ addendaIndicator: 0, addenda: [person] })],
    ['two where one may follow', anItem({ addenda: [person, person] })],
    ['numbered 2', anItem({ addenda: [{ ...person, sequence: 2 }] })],
    ['of another entry', anItem({ addenda: [{ ...person, entrySequence: 18 }] })],
    ['02 in PPD', anItem({ addenda: [{ kind: '02' }] })],
    ['none in POS', anItem({}, { secCode: 'POS' })],
    ['one in TEL', anItem({ addenda: [person] }, { secCode: 'TEL' })],
    ['CTX counts another number', anItem({ name: '0003ACME', addenda: [person, person] }, { secCode: 'CTX' })],
    ['IAT without addenda 16', anItem({ addenda: iatAddenda().slice(0, 6) }, { secCode: 'IAT' })],
    ['IAT out of order', anItem({ addenda: [...iatAddenda()].reverse() }, { secCode: 'IAT' })],
    ['IAT counts another number', anItem({ addenda: iatAddenda(), addendaCount: 8 }, { secCode: 'IAT' })],
    ['a return code without addenda 99', anItem({ transactionCode: 26 })],
    ['a class of corrections without addenda 98', anItem({ transactionCode: 26, amountMinor: 0 }, COR)],
    [
      'a notification that corrects nothing',
      anItem({ transactionCode: 26, amountMinor: 0, addenda: [{ ...NOC_C01, correctedData: '' }] }, COR),
    ],
    [
      'a death notice that cannot be read',
      anItem({ transactionCode: 23, amountMinor: 0, addenda: [GARBLED] }, { secCode: 'DNE' }),
    ],
    [
      'an enrolment that cannot be read',
      anItem({ transactionCode: 28, amountMinor: 0, addenda: [GARBLED] }, { secCode: 'ENR' }),
    ],
    ['a notification outside COR', anItem({ transactionCode: 26, amountMinor: 0, addenda: [NOC_C01] })],
  ],
  'trace-fault': [['a letter in it', anItem({ trace: '12104288000001X' })]],
  'effective-date-impossible': [
    ['month 13', anItem({}, { effectiveDate: '261331' })],
    ['30 February', anItem({}, { effectiveDate: '270230' })],
    ['blank', anItem({}, { effectiveDate: '' })],
    ['91 days ahead', anItem({}, { effectiveDate: '270222' })],
  ],
  'effective-date-stale': [
    ['six banking days back', anItem({}, { effectiveDate: '261113' })],
    ['a year back', anItem({}, { effectiveDate: '251123' })],
  ],
  'settles-later': [
    ['a debit two banking days ahead', anItem({}, { effectiveDate: '261125' })],
    ['a debit 90 days ahead', anItem({}, { effectiveDate: '270221' })],
    ['a credit three banking days ahead', anItem(credit(500), { effectiveDate: '261126' })],
    [
      'a debit that the operator settles in two banking days',
      anItem({}, { effectiveDate: '261124' }),
      {},
      aContext({ batch: aBatch({ settlementDate: '329' }) }),
    ],
  ],
  'same-day-not-eligible': [
    ['a cent over a million', anItem(credit(100_000_001, { name: 'ROBIN MILLER' }), { descriptiveDate: 'SD1300' })],
  ],
  'unknown-return-code': [
    ['R99', anItem({ transactionCode: 26, addenda: [{ ...RETURN_R01, returnCode: 'R99' }] })],
    ['R63, long retired', anItem({ transactionCode: 26, addenda: [{ ...RETURN_R01, returnCode: 'R63' }] })],
    ['C15', anItem({ transactionCode: 26, amountMinor: 0, addenda: [{ ...NOC_C01, changeCode: 'C15' }] }, COR)],
    ['C01 in addenda 99', anItem({ transactionCode: 26, addenda: [{ ...RETURN_R01, returnCode: 'C01' }] })],
  ],
  'duplicate-entry': [
    ['in the same file', anItem(), { claimed: { entry: { day: TODAY, sameFile: true } } }],
    ['17 months ago', anItem(), { claimed: { entry: { day: TODAY - 520 } } }],
    ['18 months ago to the day', anItem(), { claimed: { entry: { day: TODAY - 549 } } }],
    [
      'the check was presented as an image',
      anItem({ identification: '1042' }, { secCode: 'ARC' }),
      { claimed: { check: { pack: 'checks' } } },
    ],
    [
      'the check was converted twice',
      anItem({ identification: '1042' }, { secCode: 'BOC' }),
      { claimed: { check: { pack: 'ach' } } },
    ],
    [
      'a re-presented check that was paid',
      anItem({ identification: '1042' }, { secCode: 'RCK' }),
      { claimed: { check: { pack: 'checks' } } },
    ],
    ['the third reinitiation', aRetry, { claimed: { check: { returned: { code: 'R01', presentments: 3 } } } }],
    ['reinitiated after a stop', aRetry, { claimed: { check: { returned: { code: 'R08', presentments: 1 } } } }],
    [
      'reinitiated after 180 days',
      aRetry,
      { claimed: { check: { day: TODAY - 181, returned: { code: 'R01', presentments: 1 } } } },
    ],
    ['a return again', anItem({ transactionCode: 26, addenda: [RETURN_R01] }), { claimed: { entry: {} } }],
    ['a second return', anItem({ transactionCode: 26, addenda: [RETURN_R01] }), { claimed: { returned: {} } }],
  ],
  'routing-check-digit': [
    ['ours with another check digit', anItem({ routing: '091000018' })],
    ['not digits', anItem({ routing: '09100A019' })],
  ],
  'routing-not-ours': [
    ['another bank', anItem({ routing: OTHER_ROUTING })],
    ['of no district', anItem({ routing: routingOf('50100001') })],
  ],
  'enrolment-misdirected': [
    [
      'an enrolment sent to us',
      anItem({ transactionCode: 23, amountMinor: 0, addenda: [ENROLMENT] }, { secCode: 'ENR', effectiveDate: '' }),
    ],
  ],
  'account-malformed': [
    ['blank', anItem({ account: '' })],
    ['letters', anItem({ account: 'AB00123456' })],
    ['five digits', anItem({ account: '12345' })],
    ['18 digits', anItem({ account: '123456789012345678', addenda: iatAddenda() }, { secCode: 'IAT' })],
  ],
  'account-not-found': [
    ['no such account', anItem({ account: '4400999999' }), { account: 'none' }],
    ['a prenote to none', anItem({ transactionCode: 28, amountMinor: 0 }), { account: 'none' }],
  ],
  'account-closed': [
    ['a debit', anItem(), { account: { status: 'closed' } }],
    ['a credit', anItem(credit(500)), { account: { status: 'closed' } }],
  ],
  'account-frozen': [['a credit', anItem(credit(500)), { account: { status: 'frozen' } }]],
  'account-deceased': [['a credit', anItem(credit(500)), { account: { status: 'deceased' } }]],
  'account-non-transaction': [
    ['a debit to a certificate', anItem(), { account: { type: 'non_transaction' } }],
    ['a debit prenote', anItem({ transactionCode: 28, amountMinor: 0 }), { account: { type: 'non_transaction' } }],
    ['a debit to a loan', anItem(), { account: { type: 'loan' } }],
  ],
  'death-notice': [
    ['of a holder', aDeathNotice()],
    ['with an old date', aDeathNotice({}, { effectiveDate: '261001' })],
    ['without a date', aDeathNotice({}, { effectiveDate: '' })],
    ['of a holder whose account is marked already', aDeathNotice(), { account: { status: 'deceased' } }],
    ['of a closed account', aDeathNotice(), { account: { status: 'closed' } }],
    ['of a frozen account', aDeathNotice(), { account: { status: 'frozen' } }],
    ['of no account here', aDeathNotice(), { account: 'none' }],
    ['of an account number that can be none', aDeathNotice({ account: 'AB12' })],
  ],
  'insufficient-funds': [
    ['a cent short', anItem(), { account: { balanceMinor: 44_999 } }],
    ['overdraft used up', anItem(), { account: { balanceMinor: -10_000, overdraftLimitMinor: 50_000 } }],
  ],
  'uncollected-funds': [
    ['held deposits', anItem(), { account: { balanceMinor: 45_000, heldMinor: 1 } }],
    [
      'overdraft and holds',
      anItem(),
      { account: { balanceMinor: 40_000, heldMinor: 20_000, overdraftLimitMinor: 5_000 } },
    ],
  ],
  'reversal-without-original': [
    ['nothing posted', anItem({}, { entryDescription: 'REVERSAL' })],
    ['another amount', anItem({}, { entryDescription: 'REVERSAL' }), { posted: [{ amountMinor: 45_001 }] }],
    ['the same direction', anItem({}, { entryDescription: 'REVERSAL' }), { posted: [{ direction: 'debit' }] }],
    ['eleven days ago', anItem({}, { entryDescription: 'REVERSAL' }), { posted: [{ day: TODAY - 11 }] }],
    [
      'another company’s',
      anItem({}, { entryDescription: 'REVERSAL' }),
      { posted: [{ batch: aBatch({ companyId: '9999999999' }) }] },
    ],
    ['a deposit of checks', anItem({}, { entryDescription: 'REVERSAL' }), { posted: [{ batch: { deposit: true } }] }],
    [
      'both reversed already',
      anItem({}, { entryDescription: 'REVERSAL' }),
      { posted: [{ direction: 'debit', batch: aBatch({ entryDescription: 'REVERSAL' }), count: 2 }, { count: 2 }] },
    ],
    [
      'of a reversal',
      anItem({}, { entryDescription: 'REVERSAL' }),
      { posted: [{ batch: aBatch({ entryDescription: 'REVERSAL' }) }] },
    ],
  ],
  'stop-payment': [
    ['this company', anItem(), aStop({ companyId: '1234567890' })],
    ['this amount', anItem(), aStop({ amountMinMinor: 45_000, amountMaxMinor: 45_000 })],
    ['an exact amount', anItem(), aStop({ amountMinor: 45_000 })],
    [
      'a range and this company',
      anItem(),
      aStop({ companyId: '1234567890', amountMinMinor: 1, amountMaxMinor: 45_000 }),
    ],
    ['its last day', anItem(), aStop({ companyId: '1234567890' }, { toDay: TODAY })],
    ['all debits', anItem(), aStop({ companyId: '' })],
    [
      'the check behind it',
      anItem({ identification: '0001042' }, { secCode: 'ARC' }),
      aStop({ rail: 'check', serialFrom: 1040, serialTo: 1050 }),
    ],
  ],
  'converted-check-ineligible': [
    ['ARC a cent over 25,000', anItem({ identification: '1042', amountMinor: 2_500_001 }, { secCode: 'ARC' })],
    ['RCK a cent over 2,500', anItem({ identification: '1042', amountMinor: 250_001 }, { secCode: 'RCK' })],
    ['XCK a cent over 2,500', anItem({ identification: '1042', amountMinor: 250_001 }, { secCode: 'XCK' })],
    ['BOC without a check number', anItem({ identification: '' }, { secCode: 'BOC' })],
    ['XCK without a check number', anItem({ identification: '' }, { secCode: 'XCK' })],
    ['RCK with nothing but zeros', anItem({ identification: '0000' }, { secCode: 'RCK' })],
    ['POP with a place and no check number', anItem({ identification: '         DULUMN' }, { secCode: 'POP' })],
    [
      'a check number of zero that came before: it proves nothing',
      anItem({ identification: '0' }, { secCode: 'ARC' }),
      { claimed: { check: {} } },
    ],
  ],
  'name-mismatch': [
    ['another person', anItem(credit(100_001, { name: 'PAT SUMMERS' }))],
    ['another person, cut off elsewhere', anItem(credit(100_001, { name: 'MILLICENT ROBINSON' }))],
    ['a company', anItem(credit(100_001, { name: 'FAST CASH LLC' }))],
    ['initials of another', anItem(credit(100_001, { name: 'P S' }))],
  ],
  'review-threshold': [
    ['a debit at the limit', anItem({ amountMinor: 2_500_000 })],
    ['a credit over it', anItem(credit(10_000_001))],
  ],
  'return-without-original': [
    ['nothing sent', anItem({ transactionCode: 26, addenda: [RETURN_R01] })],
    ['another amount', anItem({ transactionCode: 26, addenda: [RETURN_R01] }), { facts: [anOriginal(45_001)] }],
  ],
  'zero-dollar-return': [
    [
      'a prenote of ours',
      anItem({ transactionCode: 26, amountMinor: 0, addenda: [RETURN_R01] }),
      { facts: [anOriginal(0)] },
    ],
    [
      'an enrolment of ours, by the agency',
      anItem(
        { transactionCode: 21, amountMinor: 0, addenda: [{ ...RETURN_R01, returnCode: 'R43' }] },
        { secCode: 'ENR', serviceClass: 220 },
      ),
      { facts: [anOriginal(0)] },
    ],
  ],
  // Today is Mon 11-23: what settled on Wed 11-18 had to be back on Fri 11-20. The 60th day after Tue 09-15 is Sat 11-14, so
  // Mon 11-16. The batch may tell when the return settled: Fri 11-20 was day 324 of the year.
  'late-return': [
    ['by a banking day', aReturn(), { facts: [sent('2026-11-18')] }],
    ['for a consumer’s claim, by a week', aReturn('R10'), { facts: [sent('2026-09-15')] }],
    ['by the settlement day that its batch tells', aReturn(), { facts: [sent('2026-11-17')] }, SETTLED_ON_FRIDAY],
  ],
  'noc-without-original': [['nothing sent', anItem({ transactionCode: 26, amountMinor: 0, addenda: [NOC_C01] }, COR)]],
  'refused-noc': [
    ['C61', aRefusal('C61')],
    ['C62, whose trace can be put right', aRefusal('C62')],
  ],
  // What settled on Thu 11-12 had to be dishonored by Thu 11-19 and may settle on Fri 11-20; a dishonor that settled on Tue
  // 11-17 had to be contested by Thu 11-19. Days of the year: 11-12 is 316, 11-17 is 321, 12-01 is 335.
  'late-dishonor': [
    ['a banking day after it can have been in time', dishonored({ returnSettlementDate: '316' })],
    ['by months', dishonored({ returnSettlementDate: '170' })],
    ['by the settlement day that its batch tells', dishonored({ returnSettlementDate: '315' }), {}, SETTLED_ON_FRIDAY],
    [
      'across the turn of the year',
      dishonored({ returnSettlementDate: '335' }),
      {},
      aContext({ receivedDay: dayNumber(Temporal.PlainDate.from('2027-01-05')) }),
    ],
  ],
  'late-contest': [
    ['a banking day after it can have been in time', contested({ dishonorSettlementDate: '321' })],
    ['by weeks', contested({ dishonorSettlementDate: '290' })],
  ],
  'dishonored-return': [
    [
      'R61',
      anItem({
        transactionCode: 26,
        addenda: [{ kind: '99-dishonored', returnCode: 'R61', originalTrace: '121042880000003' }],
      }),
    ],
    [
      'R70',
      anItem({
        transactionCode: 26,
        addenda: [{ kind: '99-dishonored', returnCode: 'R70', originalTrace: '121042880000003' }],
      }),
    ],
  ],
  'contested-return': [
    [
      'R73',
      anItem({
        transactionCode: 26,
        addenda: [{ kind: '99-contested', returnCode: 'R73', originalTrace: '091000010000007' }],
      }),
    ],
  ],
}

/** What the agency sends when a beneficiary died. */
function aDeathNotice(entry = {}, batch = {}): AchItem {
  return anItem(
    { transactionCode: 23, amountMinor: 0, addenda: [DEATH_NOTICE], ...entry },
    { secCode: 'DNE', ...batch },
  )
}

/** A dishonor of a return of ours. */
export function dishonored(fields: { readonly returnSettlementDate: string }): AchItem {
  const addenda = { kind: '99-dishonored', returnCode: 'R67', originalTrace: '121042880000003', ...fields } as const
  return anItem({ transactionCode: 26, addenda: [addenda] })
}

/** A contest of a dishonor of ours. */
export function contested(fields: { readonly dishonorSettlementDate: string }): AchItem {
  const addenda = { kind: '99-contested', returnCode: 'R75', originalTrace: '091000010000007', ...fields } as const
  return anItem({ transactionCode: 26, addenda: [addenda] })
}

/** A record with the first pass's mark behind it. */
function marked(mark: string): Uint8Array {
  const plain = rawEntry({ account: ACCOUNT_NUMBER })
  const raw = new Uint8Array(plain.length + 1)
  raw.set(plain)
  raw[plain.length] = mark.charCodeAt(0)
  return raw
}
