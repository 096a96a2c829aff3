import { describe, expect, test } from 'vitest'
import { joinBytes } from '../../core/join-bytes.ts'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { readNachaFile } from '../../formats/nacha/nacha-file.ts'
import { type Answer, type AnswerRefusal, refuseAnswer } from './answer.ts'
import { proveAnswerFile } from './prove-answers.ts'
import { type AnswerFileHeader, type TracedAnswer, writeAnswerFile } from './returns.ts'
import { RETURN_R01 } from './sample-addenda.ts'
import { aBatch, type EntrySample, iatAddenda, OUR_ROUTING, rawEntry, TRACE } from './sample-entries.ts'
import { aContext } from './sample-facts.ts'

const { settings } = aContext()
const day = (text: string) => Temporal.PlainDate.from(text)

const HEADER: AnswerFileHeader = {
  destination: '061000146',
  destinationName: 'THE OPERATOR',
  origin: OUR_ROUTING,
  originName: 'OUR BANK',
  createdAt: Temporal.PlainDateTime.from('2026-11-24T15:30'),
  modifier: 'A',
}

const R03: Answer = { act: 'return', code: 'R03' }
const dishonorOf = (code: string): Answer => ({ act: 'dishonor', code, returnSettledOn: day('2026-11-20') })
const contestOf = (code: string): Answer => ({
  ...{ act: 'contest', code },
  returnedOn: day('2026-11-13'),
  originalSettledOn: day('2026-11-12'),
  returnSettledOn: day('2026-11-16'),
  dishonorSettledOn: day('2026-11-23'),
})
const DISHONORED = {
  kind: '99-dishonored',
  returnCode: 'R68',
  originalTrace: '121042880000003',
  originalRdfi: '09100001',
  returnTrace: '091000010000044',
  returnSettlementDate: '320',
  returnReason: '03',
} as const
const IAT = {
  secCode: 'IAT',
  companyName: '',
  companyDiscretionaryData: 'FF3               US',
  descriptiveDate: 'USDUSD',
}

function anAnswer(
  answer: Answer,
  entry: EntrySample = {},
  header: Parameters<typeof aBatch>[0] = {},
  n = 1,
): TracedAnswer {
  const raw = rawEntry(entry, header.secCode === 'IAT' ? 'iat' : 'standard')
  return { raw, batch: aBatch(header), answer, trace: `09100001${String(n).padStart(7, '0')}` }
}

const fields = (answers: readonly TracedAnswer[]) => {
  const { file, faults } = readNachaFile(writeAnswerFile(HEADER, answers))
  expect(faults).toEqual([])
  return file?.batches ?? []
}

describe('each answer is written as its layout says and read back', () => {
  // Seen red with: the original's RDFI taken from the new entry; the date of death in the information columns.
  test('a return of a deceased holder’s credit', () => {
    const answer: Answer = { act: 'return', code: 'R15', diedOn: day('2026-10-03') }
    const [batch] = fields([anAnswer(answer, { transactionCode: 22 }, { settlementDate: '327' })])
    expect(batch?.header).toMatchObject({
      secCode: 'PPD',
      odfi: '09100001',
      companyId: '1234567890',
      settlementDate: '',
    })
    expect(batch?.entries[0]).toMatchObject({
      transactionCode: 21,
      rdfi: '12104288',
      checkDigit: '2',
      account: '4400123456',
      amountMinor: 45_000,
      trace: '091000010000001',
      category: 'return',
      addenda: [
        { kind: '99', returnCode: 'R15', originalTrace: TRACE, dateOfDeath: '261003', originalRdfi: '09100001' },
      ],
    })
  })

  test('a dishonor of a return that came to us', () => {
    const [batch] = fields([
      anAnswer(dishonorOf('R68'), { transactionCode: 26, addenda: [{ ...RETURN_R01, originalRdfi: '12104288' }] }),
    ])
    expect(batch?.entries[0]?.addenda).toMatchObject([
      {
        kind: '99-dishonored',
        returnCode: 'R68',
        originalTrace: '091000010000007',
        originalRdfi: '12104288',
        returnTrace: TRACE,
        returnSettlementDate: '324',
        returnReason: '01',
      },
    ])
  })

  test('a contest of a dishonor of our return', () => {
    const [batch] = fields([anAnswer(contestOf('R73'), { transactionCode: 26, addenda: [DISHONORED] })])
    expect(batch?.entries[0]?.addenda).toMatchObject([
      {
        kind: '99-contested',
        returnCode: 'R73',
        originalTrace: '121042880000003',
        originalReturnedDate: '261113',
        originalSettlementDate: '316',
        returnTrace: '091000010000044',
        returnSettlementDate: '320',
        returnReason: '03',
        dishonorTrace: TRACE,
        dishonorSettlementDate: '327',
        dishonorReason: '68',
      },
    ])
  })

  test('a notification of change moves nothing and stands in a batch of class COR', () => {
    const [batch] = fields([anAnswer({ act: 'notify', code: 'C01', correctedData: '4400123457' })])
    expect(batch?.header.secCode).toBe('COR')
    expect(batch?.entries[0]).toMatchObject({
      transactionCode: 26,
      amountMinor: 0,
      addenda: [{ kind: '98', changeCode: 'C01', originalTrace: TRACE, correctedData: '4400123457' }],
    })
  })

  test('a refusal of a notification repeats it', () => {
    const noc = {
      kind: '98',
      changeCode: 'C01',
      originalTrace: '091000010000007',
      originalRdfi: '12104288',
      correctedData: '55',
    } as const
    const entry = { transactionCode: 26, amountMinor: 0, addenda: [noc] }
    const [batch] = fields([anAnswer({ act: 'refuse', code: 'C62' }, entry, { secCode: 'COR' })])
    expect(batch?.entries[0]?.addenda).toMatchObject([
      {
        kind: '98-refused',
        refusalCode: 'C62',
        changeCode: 'C01',
        originalTrace: '091000010000007',
        traceSequence: '0000017',
      },
    ])
  })

  test('an international return repeats addenda 10 to 16, not the remittance', () => {
    const addenda = [...iatAddenda(), { kind: '17', sequence: 1, paymentInformation: 'RENT' } as const]
    const [batch] = fields([anAnswer(R03, { addenda }, IAT)])
    expect(batch?.entries[0]).toMatchObject({ addendaCount: 8, category: 'return' })
    expect(batch?.entries[0]?.addenda.map(one => one.kind)).toEqual(['10', '11', '12', '13', '14', '15', '16', '99'])
  })

  // Seen red with the columns repeated as they came: no reader takes the file, and the entry could never go back.
  test.each([
    ['a return', { act: 'return', code: 'R17' } as Answer, {}, {}],
    ['an international return', { act: 'return', code: 'R17' } as Answer, { addenda: iatAddenda() }, IAT],
    ['a dishonor', dishonorOf('R69'), { transactionCode: 26, addenda: [RETURN_R01] }, {}],
    ['a contest', contestOf('R76'), { transactionCode: 26, addenda: [DISHONORED] }, {}],
  ])(
    '%s of what came with an amount that cannot be read gives none back, and says nothing else otherwise',
    (...[, answer, entry, header]) => {
      const order = anAnswer(answer, { ...entry, amountText: '00000450O0' }, header)
      const bytes = writeAnswerFile(HEADER, [order])
      const whole = writeAnswerFile(HEADER, [anAnswer(answer, { ...entry, amountMinor: 0 }, header)])
      expect(latin1Text(bytes)).toBe(latin1Text(whole))
      expect(proveAnswerFile(bytes, [order], settings)).toEqual({ items: 1, problems: [] })
    },
  )

  // Seen red with the record sent on as it came.
  test.each([
    ['a control character', 'ROBIN\u0007MILLER'],
    ['a byte of a longer character', 'ROBIN\u00c3MILLER'],
  ])('a damaged record goes back with a blank for %s', (_, name) => {
    const raw = rawEntry({ name })
    // As the first pass marked it, and as it stands in its file.
    for (const given of [joinBytes([raw, latin1Bytes('C')]), joinBytes([raw, latin1Bytes('\n')])]) {
      const order = { ...anAnswer({ act: 'return', code: 'R17' }), raw: given }
      const [batch] = fields([order])
      expect(batch?.entries[0]).toMatchObject({ name: 'ROBIN MILLER', amountMinor: 45_000 })
      expect(proveAnswerFile(writeAnswerFile(HEADER, [order]), [order], settings).problems).toEqual([])
    }
  })

  test.each([
    [22, 21],
    [23, 21],
    [27, 26],
    [28, 26],
    [32, 31],
    [37, 36],
    [42, 41],
    [52, 51],
    [55, 56],
  ])('code %i goes back as %i', (transactionCode, back) => {
    const amountMinor = transactionCode % 5 === 3 ? 0 : 100
    const [batch] = fields([anAnswer(R03, { transactionCode, amountMinor })])
    expect(batch?.entries[0]?.transactionCode).toBe(back)
  })
})

describe('batches', () => {
  // Seen red with: all answers in one batch.
  test('answers to one batch stand in one, by trace; kinds of answers are never mixed', () => {
    const other = { companyId: '7777777777' }
    const batches = fields([
      anAnswer(R03, { trace: '121042880000002' }, {}, 2),
      anAnswer(R03, { trace: '121042880000003' }, other, 3),
      anAnswer(R03, { trace: '121042880000001' }, { batchNumber: 5, settlementDate: '327' }, 1),
      anAnswer({ act: 'notify', code: 'C01', correctedData: '1' }, {}, {}, 4),
    ])
    expect(
      batches.map(batch => [
        batch.header.batchNumber,
        batch.entries.map(entry => (entry.layout === 'adv' ? '' : entry.trace.slice(8))),
      ]),
    ).toEqual([
      [1, ['0000001', '0000002']],
      [2, ['0000003']],
      [3, ['0000004']],
    ])
  })

  test('the same answers make the same bytes', () => {
    const answers = [anAnswer(R03, {}, {}, 1), anAnswer({ act: 'return', code: 'R01' }, {}, {}, 2)]
    expect(writeAnswerFile(HEADER, answers)).toEqual(writeAnswerFile(HEADER, answers))
  })
})

describe('the proof of a file', () => {
  const answers = [anAnswer(R03, {}, {}, 1), anAnswer({ act: 'return', code: 'R01' }, { amountMinor: 7 }, {}, 2)]
  const good = latin1Text(writeAnswerFile(HEADER, answers))

  test('finds nothing in what was written', () => {
    expect(proveAnswerFile(latin1Bytes(good), answers, settings)).toEqual({ items: 2, problems: [] })
  })

  // Seen red with: the comparison of amounts left out.
  test.each([
    ['another code', good.replace('799R03', '799R04')],
    ['another original', good.replace(`R01${TRACE}`, 'R01121042880000099')],
    ['an amount', good.replace('0000000007', '0000000008')],
    [
      'a record less',
      good
        .split('\n')
        .filter((_, at) => at !== 3)
        .join('\n'),
    ],
  ])('finds %s', (_, text) => {
    expect(proveAnswerFile(latin1Bytes(text), answers, settings).problems).not.toEqual([])
  })

  test('finds another amount in a file that balances', () => {
    const other = answers.map(answer => ({ ...answer, raw: rawEntry({ amountMinor: 8 }) }))
    expect(proveAnswerFile(writeAnswerFile(HEADER, other), answers, settings).problems).toEqual([
      'trace 091000010000001 has another amount',
      'trace 091000010000002 has another amount',
    ])
  })

  test('finds an answer that is missing, and a trace given twice', () => {
    const [first] = answers
    expect(proveAnswerFile(latin1Bytes(good), [...answers, anAnswer(R03, {}, {}, 9)], settings).problems).toHaveLength(
      1,
    )
    const twice = first === undefined ? [] : [first, first]
    expect(proveAnswerFile(writeAnswerFile(HEADER, twice), twice, settings).problems).not.toEqual([])
  })
})

describe('refusals', () => {
  // Seen red with: direction and class of the code not looked at.
  test.each<[AnswerRefusal | undefined, TracedAnswer]>([
    [undefined, anAnswer(R03)],
    ['answer_code_unknown', anAnswer({ act: 'return', code: 'R99' })],
    ['answer_code_unknown', anAnswer({ act: 'return', code: 'R61' })],
    ['answer_code_not_for_direction', anAnswer({ act: 'return', code: 'R01' }, { transactionCode: 22 })],
    ['answer_code_not_for_direction', anAnswer({ act: 'return', code: 'R23' })],
    ['answer_code_not_for_class', anAnswer({ act: 'return', code: 'R05' })],
    ['answer_not_to_this', anAnswer(R03, { transactionCode: 26, addenda: [RETURN_R01] })],
    ['answer_not_to_this', anAnswer({ act: 'dishonor', code: 'R68', returnSettledOn: day('2026-11-20') })],
    ['answer_header_unreadable', { ...anAnswer(R03), batch: { ...aBatch(), headerMissing: true } }],
  ])('%s', (refusal, answer) => {
    expect(refuseAnswer(answer)).toBe(refusal)
  })
})
