import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { latin1Bytes, latin1Text } from '../../src/core/latin1.ts'
import { testCheck, testCredit } from '../../src/formats/x9/sample-letters.ts'
import { type EntrySample, iatAddenda, OTHER_ROUTING, OUR_ROUTING } from '../../src/packs/ach/sample-entries.ts'
import { achFile } from '../samples/ach-files.ts'
import { testLetter, testReturn } from '../samples/x9-letters.ts'

/** Personal data that nobody else has, planted wherever a file of a day can carry it. */

export const ACCOUNT = '8800271828'
const CLOSED = '8800314159'
const NOWHERE = '8800577215'
const LETTERS = '88AB161803'
/** Of a customer of another bank, to whom an entry of ours went or on whom a deposited check was drawn. */
const ABROAD = '8800662607'
/** What another bank says is the right number. */
const CORRECTED = '8800141421'
export const NAME = 'ZYXWVUT QANARY'
const TAX_ID = '987654321'
export const CANARIES: readonly string[] = [
  ACCOUNT,
  CLOSED,
  NOWHERE,
  LETTERS,
  ABROAD,
  CORRECTED,
  'QANARY',
  'Qanary',
  TAX_ID,
  '987-65-4321',
]

const COLUMNS = 'number,status,type,holder_type,holder_name,balance_minor,held_minor,overdraft_limit_minor'

/** A day directory whose every file carries canaries. */
export function writeCanaryDay(directory: string, more = ''): void {
  mkdirSync(directory, { recursive: true })
  const put = (name: string, content: string | Uint8Array) => writeFileSync(join(directory, name), content)
  put(
    'accounts.csv',
    `${COLUMNS}\n${ACCOUNT},open,checking,consumer,${NAME},100000,0,0\n${CLOSED},closed,checking,consumer,Qanary Zyx,0,0,0\n${more}`,
  )
  put(
    'stops.csv',
    `rail,account,company_id,serial_from,serial_to,amount_min_minor,amount_max_minor,from,to\nach,${ACCOUNT},,,,333,333,,\n`,
  )
  put('day.ach', achFile([{ entries: ENTRIES }, { entries: [entry(90)], control: { totalDebit: 5 } }]))
  put('other-classes.ach', achFile(OTHER_CLASSES))
  put('overlong.ach', overlong())
  writeFacts(put)
  put('letter.x937', testLetter({ items: CHECKS }))
  put('garbage.txt', `${ACCOUNT} ${NAME} ${TAX_ID}\n`.repeat(20))
  const at = '2026-11-23T15:00:00Z'
  const files = ['day.ach', 'other-classes.ach', 'letter.x937'].map(name => `${name},${at},operator,\n`)
  put('manifest.csv', `path,received_at,source,expected_by\n${files.join('')}`)
}

function writeFacts(put: (name: string, content: string) => void): void {
  put('issues.csv', `account,serial,amount_minor,issued_on,payee,status\n${ACCOUNT},9,777,2026-11-02,${NAME},void\n`)
  put('positive_pay.csv', `account,from,to\n${ACCOUNT},2026-01-02,\n`)
  put(
    'originated.csv',
    `trace,account,company_id,originator_account,amount_minor,transaction_code,sec_code,settled_on\n091000010000001,${ABROAD},1234567890,${ACCOUNT},4400,27,PPD,2026-11-20\n`,
  )
  put(
    'deposited.csv',
    `routing,account,serial,amount_minor,depositor_account,deposited_on\n${OTHER_ROUTING},${ABROAD},7,4400,${ACCOUNT},2026-11-19\n`,
  )
  const claim = (trace: string, amount: number) => `2026-11-23T18:00:00Z,${ACCOUNT},${trace},${amount},R10,yes\n`
  put(
    'claims.csv',
    `received_at,account,trace,amount_minor,code,wsud\n${claim('121042880000002', 501)}${claim('121042889999999', 4)}`,
  )
}

function entry(number: number, changes: EntrySample = {}): EntrySample {
  const trace = `12104288${String(number).padStart(7, '0')}`
  return { account: ACCOUNT, name: NAME, identification: TAX_ID, amountMinor: 500 + number, trace, ...changes }
}

/** One entry of every kind that looks at personal data: right, unknown, malformed, closed, stopped, unpayable, broken. */
const ENTRIES: readonly EntrySample[] = [
  entry(1),
  entry(1),
  entry(2, { account: NOWHERE }),
  entry(3, { account: LETTERS }),
  entry(4, { account: CLOSED }),
  entry(5, { amountMinor: 333 }),
  entry(6, { amountMinor: 99_999_999 }),
  entry(7, { transactionCode: 22, name: 'QANARY OTHER' }),
  entry(8, { amountText: '00000450O0' }),
  entry(9, { transactionCode: 99 }),
  entry(10, { routing: `${OUR_ROUTING.slice(0, 8)}0` }),
  entry(11, { transactionCode: 28, amountMinor: 7 }),
  entry(12, { addenda: [{ kind: '05', paymentInformation: `PAY ${NAME} ${ACCOUNT}`, sequence: 9 }] }),
  entry(13, { addendaIndicator: 1 }),
  entry(14, { account: `${ACCOUNT}1234567` }),
]

/** Records too long, too short, and of no kind, each with canaries in it. */
function overlong(): Uint8Array {
  const lines = latin1Text(achFile([{ entries: [entry(50), entry(51), entry(52)] }])).split('\n')
  lines[2] = `${lines[2]}${NAME}${ACCOUNT}`
  lines[3] = `${lines[3]?.slice(0, 70)}`
  // Ten columns are gone: the tax id is where the amount should be.
  lines[4] = `${lines[4]?.slice(0, 12)}${lines[4]?.slice(22)}`
  lines.splice(5, 0, `4${ACCOUNT}${NAME}${TAX_ID}`.padEnd(94))
  return latin1Bytes(lines.join('\n'))
}

const CHECKS = [
  testCheck({ onUs: `${ACCOUNT}/7`, itemSequence: '1' }),
  testCheck({ onUs: `${NOWHERE}/8`, itemSequence: '2' }),
  testCheck({ onUs: `${ACCOUNT}/9`, amountMinor: 777, itemSequence: '3' }),
  {
    ...testReturn(),
    detail: { ...testReturn().detail, onUs: `${ABROAD}/7`, itemSequence: '4' },
    addenda: [{ type: '32', recordNumber: '1', depositAccount: ACCOUNT, payeeName: NAME, endorsement: NAME }],
  },
  testCredit(),
] as readonly ReturnType<typeof testCheck>[]

/** Answers of other banks, which repeat what we sent or correct it, and enrolments, which are about people. */
const OTHER_CLASSES = [
  {
    entries: [
      returned(60, { kind: '99', returnCode: 'R03', originalTrace: '091000010000001', information: `NO ${NAME}` }),
      returned(61, { kind: '99', returnCode: 'R16', originalTrace: '091000010000009', information: ACCOUNT }),
    ],
  },
  {
    header: { secCode: 'COR' },
    entries: [
      notified(62, { kind: '98', changeCode: 'C01', originalTrace: '091000010000001', correctedData: CORRECTED }),
      notified(63, { kind: '98', changeCode: 'C04', originalTrace: '091000010000009', correctedData: NAME }),
      notified(64, { kind: '98', changeCode: 'C09', originalTrace: '091000010000009', correctedData: TAX_ID }),
      notified(65, { kind: '98', changeCode: 'C01', originalTrace: '', correctedData: CORRECTED }),
    ],
  },
  {
    header: { secCode: 'ENR', serviceClass: 225 },
    entries: [
      entry(66, {
        transactionCode: 28,
        amountMinor: 0,
        addenda: [
          { kind: '05', paymentInformation: `22*12200004*3*${CORRECTED}*${TAX_ID}*QANARY*ZYX*0\\`, sequence: 1 },
        ],
      }),
    ],
  },
  {
    header: { secCode: 'DNE', serviceClass: 220 },
    entries: [
      entry(67, {
        transactionCode: 23,
        amountMinor: 0,
        addenda: [
          {
            kind: '05',
            paymentInformation: `DATE OF DEATH*010102*CUSTOMERSSN*${TAX_ID}*AMOUNT*300.00\\`,
            sequence: 1,
          },
        ],
      }),
    ],
  },
  { header: { secCode: 'CIE' }, entries: [entry(68, { transactionCode: 22, account: NOWHERE })] },
  {
    header: { secCode: 'IAT' },
    entries: [
      entry(69, {
        addenda: iatAddenda().map(one => ({
          ...one,
          ...(one.kind === '10' ? { receiverName: NAME } : {}),
          ...(one.kind === '11' ? { originatorName: NAME, originatorStreet: NAME } : {}),
          ...(one.kind === '15' ? { receiverId: TAX_ID, receiverStreet: NAME } : {}),
        })),
      }),
    ],
  },
]

function returned(number: number, addenda: NonNullable<EntrySample['addenda']>[number]): EntrySample {
  return entry(number, { transactionCode: 26, account: ABROAD, amountMinor: 4400, addenda: [addenda] })
}

function notified(number: number, addenda: NonNullable<EntrySample['addenda']>[number]): EntrySample {
  return entry(number, { transactionCode: 21, account: ABROAD, amountMinor: 0, addenda: [addenda] })
}
