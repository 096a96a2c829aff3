import { isRoutingNumber } from '../../core/aba.ts'
import type { CorrectableField } from '../../core/correction.ts'
import { fieldTitle } from '../../core/field-title.ts'
import { latin1Bytes } from '../../core/latin1.ts'
import type { CorrectingCode } from '../../formats/nacha/corrected-data.ts'
import { parseYymmdd } from '../../formats/nacha/dates.ts'
import { secRule } from '../../formats/nacha/sec-codes.ts'
import { transactionCode } from '../../formats/nacha/transaction-codes.ts'
import { accountProblem, accountText } from './account-number.ts'
import { ACH_FIELD_TITLES } from './field-titles.ts'
import { type AchItem, COLUMNS } from './item.ts'
import { RECORD_LENGTH } from './raw-entry.ts'

/** What somebody may write anew, by its name in a request. */
export const CORRECTABLE = {
  account: field('account', 'six to seventeen digits', 'account'),
  routing: { ...field('rdfi', 'nine digits with the check digit'), name: 'routing', title: 'Routing number' },
  transactionCode: field('transactionCode', 'two digits, of the same direction'),
  trace: field('trace', 'fifteen digits'),
  originalTrace: field('originalTrace', 'fifteen digits'),
  individualId: field('individualId', 'as the entry had it, fifteen characters at most'),
  reasonCode: { ...field('returnCode', 'R or C and two digits'), name: 'reasonCode' },
  addendaIndicator: field('addendaIndicator', '1 where addenda follow, else 0'),
  secCode: field('secCode', 'three letters of the list'),
  effectiveDate: field('effectiveDate', 'a day as YYMMDD'),
  record: {
    name: 'record',
    title: 'Whole record',
    expects: 'the 94 characters of the entry record',
    sensitive: 'account',
  },
} as const satisfies Readonly<Record<string, CorrectableField>>
export type FieldName = keyof typeof CORRECTABLE

function field<const Name extends keyof typeof ACH_FIELD_TITLES>(name: Name, expects: string, sensitive?: 'account') {
  return { name, title: fieldTitle(ACH_FIELD_TITLES, name), expects, ...(sensitive === undefined ? {} : { sensitive }) }
}

/** Why a value is none of its field. Never says the value: it may be somebody's account number. */
export function whyNotValue(name: string, value: string, item: AchItem): string | undefined {
  const text = value.trim()
  if (name === 'account') {
    const bytes = latin1Bytes(text)
    const problem =
      text.length > COLUMNS[item.batch.layout].accountWidth
        ? 'is longer than its columns'
        : accountProblem(accountText(bytes, 0, bytes.length))
    return problem === undefined ? undefined : `The account number ${problem}.`
  }
  if (name === 'routing')
    return isRoutingNumber(text) ? undefined : 'The routing number is not nine digits whose last one checks the others.'
  if (name === 'transactionCode')
    return /^\d\d$/.test(text) && transactionCode(Number(text)) !== undefined
      ? undefined
      : 'The transaction code is in no list of the rules.'
  if (name === 'trace' || name === 'originalTrace')
    return /^\d{15}$/.test(text) ? undefined : 'A trace number is fifteen digits.'
  if (name === 'reasonCode') return /^[RC]\d\d$/.test(text) ? undefined : 'A reason code is R or C and two digits.'
  if (name === 'addendaIndicator') return /^[01]$/.test(text) ? undefined : 'The addenda indicator is 0 or 1.'
  if (name === 'secCode') return whyNotClass(text, item)
  if (name === 'effectiveDate')
    return /^\d{6}$/.test(text) && parseYymmdd(text) !== undefined
      ? undefined
      : 'It is no day of the calendar as YYMMDD.'
  if (name === 'individualId')
    return text.length <= INDIVIDUAL_ID_WIDTH ? undefined : 'It is longer than the fifteen columns of the field.'
  return value.length === RECORD_LENGTH && value.startsWith('6')
    ? undefined
    : 'An entry record is 94 characters, and the first of them is 6.'
}

const INDIVIDUAL_ID_WIDTH = 15

/** Entries of another layout have their fields in other columns: they were not read as such. */
function whyNotClass(text: string, { batch }: AchItem): string | undefined {
  if (secRule(text) === undefined) return 'That class of entries is in no list of the rules.'
  const isOwnLayout =
    text === 'IAT' ? batch.layout === 'iat' : text === 'ADV' ? batch.layout === 'adv' : batch.layout === 'standard'
  return isOwnLayout
    ? undefined
    : `Entries of class ${text} have their columns elsewhere: a new file from the sender is needed.`
}

/** The change codes by what of account, routing and transaction code was wrong. */
export const CHANGE_CODES: Readonly<Record<string, CorrectingCode>> = {
  account: 'C01',
  routing: 'C02',
  'account,routing': 'C03',
  transactionCode: 'C05',
  'account,transactionCode': 'C06',
  'account,routing,transactionCode': 'C07',
}
