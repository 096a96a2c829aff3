import { ADDENDA_10, ADDENDA_13, ADDENDA_14, ADDENDA_18, isAddendaKind, layoutOfAddenda } from './addenda-layouts.ts'
import { addendaTypeOf, checkEntrySequence, checkSequence } from './addenda-links.ts'
import { checkAnswerRecord } from './check-answer.ts'
import { digitsAt, type Field, isBlankAt, text, textAt } from './layout.ts'
import { IAT_ENTRY } from './layouts.ts'
import { fieldPlace, type Reading, reportEntry, reportField } from './reading.ts'

const TYPE = text(2, 3)
const MANDATORY = ['10', '11', '12', '13', '14', '15', '16'] as const
const OPTIONAL_MAX: Readonly<Record<string, number>> = { '17': 2, '18': 5 }

/**
 * International entries: 10 to 16 once each and in order, then at most two 17 and five 18. A return repeats 10 to 16 and
 * carries a 99, never 17 or 18; a notification of change carries its 98 alone.
 */
export function checkIatAddenda(reading: Reading): void {
  const { group } = reading
  const seen = new Map<string, number>()
  let before = ''
  for (let i = 1; i <= group.addenda; i++) {
    const type = addendaTypeOf(reading, i)
    if (!isAllowed(type, group.category))
      reportField(reading, 'addenda-type', i, 'addendaType', TYPE, allowedText(group.category))
    else {
      const nth = (seen.get(type) ?? 0) + 1
      seen.set(type, nth)
      checkOne(reading, i, type, nth)
      if (type < before) reportField(reading, 'iat-addenda-order', i, 'addendaType', TYPE, `${before} or higher`)
      before = type
    }
  }
  checkPresence(reading, seen)
  checkCount(reading)
}

function isAllowed(type: string, category: string): boolean {
  if (category === 'noc' || category === 'refused-noc') return type === '98'
  if (category === 'forward') return MANDATORY.some(one => one === type) || type in OPTIONAL_MAX
  return MANDATORY.some(one => one === type) || type === '99'
}

function allowedText(category: string): string {
  if (category === 'noc' || category === 'refused-noc') return '98'
  return category === 'forward' ? '10 to 18' : '10 to 16 and 99'
}

function checkPresence(reading: Reading, seen: ReadonlyMap<string, number>): void {
  const { group } = reading
  if (group.category === 'noc' || group.category === 'refused-noc') return
  const missing = MANDATORY.filter(type => !seen.has(type))
  if (missing.length > 0)
    reportEntry(reading, 'iat-addenda-missing', {
      line: group.line,
      column: 1,
      field: 'addenda',
      found: [...seen.keys()].join(' '),
      expected: missing.join(' '),
    })
  for (const type of MANDATORY) if ((seen.get(type) ?? 0) > 1) tooMany(reading, type, 1)
  for (const [type, max] of Object.entries(OPTIONAL_MAX)) if ((seen.get(type) ?? 0) > max) tooMany(reading, type, max)
}

function tooMany(reading: Reading, type: string, max: number): void {
  reportEntry(reading, 'addenda-too-many', {
    line: reading.group.line,
    column: 1,
    field: `addenda ${type}`,
    expected: `${max} at most`,
  })
}

function checkCount(reading: Reading): void {
  const { group } = reading
  const field = IAT_ENTRY.fields.addendaCount
  // A return or notification keeps the count of the entry it answers, or counts its own: both are met.
  if (group.category !== 'forward') return
  const declared = digitsAt(group.bytes, group.start + field.from - 1, 4)
  if (declared === group.addenda) return
  // Producers are met that count the seven mandatory addenda only, whatever optional ones follow: every record is still there.
  const rest = declared === MANDATORY.length && group.addenda > declared ? 'read on' : 'item left out'
  reportEntry(reading, 'addenda-count', {
    ...fieldPlace(reading, 0, 'addendaCount', field, String(group.addenda).padStart(4, '0')),
    rest,
  })
}

function checkOne(reading: Reading, index: number, type: string, nth: number): void {
  if (type === '98' || type === '99') {
    checkAnswerRecord(reading, index, 'IAT')
    return
  }
  checkEntrySequence(reading, index)
  if (type === '17' || type === '18') checkSequence(reading, index, nth)
  if (type === '10') check10(reading, index)
  if (type === '13') checkBank(reading, index, ADDENDA_13.fields.odfiIdQualifier, ADDENDA_13.fields.odfiCountry)
  if (type === '14') checkBank(reading, index, ADDENDA_14.fields.rdfiIdQualifier, ADDENDA_14.fields.rdfiCountry)
  if (type === '18') checkBank(reading, index, ADDENDA_18.fields.bankIdQualifier, ADDENDA_18.fields.bankCountry)
  checkFilled(reading, index, type)
}

const FILLED: Readonly<Record<string, readonly string[]>> = {
  '10': ['receiverName'],
  '11': ['originatorName', 'originatorStreet'],
  '12': ['originatorCityState', 'originatorCountryPostal'],
  '13': ['odfiName', 'odfiId'],
  '14': ['rdfiName', 'rdfiId'],
  '15': ['receiverStreet'],
  '16': ['receiverCityState', 'receiverCountryPostal'],
  '17': ['paymentInformation'],
  '18': ['bankName', 'bankId'],
}

function checkFilled(reading: Reading, index: number, type: string): void {
  const { group } = reading
  const kind = isAddendaKind(type) ? type : 'unknown'
  const layout = layoutOfAddenda(kind)
  for (const name of FILLED[type] ?? []) {
    const field: Field | undefined = layout.fields[name]
    if (
      field !== undefined &&
      isBlankAt(group.bytes, group.startOf(index) + field.from - 1, field.to - field.from + 1)
    ) {
      reportField(reading, 'addenda-field', index, name, field, 'not blank')
    }
  }
}

const PAYMENT_TYPES = 'ANN BUS DEP LOA MIS MOR PEN REM RLS SAL TAX ARC BOC MTE POP POS RCK SHR TEL WEB IAT'.split(' ')

function check10(reading: Reading, index: number): void {
  const { bytes } = reading.group
  const start = reading.group.startOf(index)
  const { transactionType, foreignAmount } = ADDENDA_10.fields
  if (!PAYMENT_TYPES.includes(textAt(bytes, start + 3, 3)))
    reportField(reading, 'addenda-field', index, 'transactionType', transactionType, 'a payment type of the rules')
  if (!isBlankAt(bytes, start + 6, 18) && !isDigits(bytes, start + 6, 18))
    reportField(reading, 'addenda-field', index, 'foreignAmount', foreignAmount, 'digits or blank')
}

function checkBank(reading: Reading, index: number, qualifier: Field, country: Field): void {
  const { bytes } = reading.group
  const start = reading.group.startOf(index)
  const kind = digitsAt(bytes, start + qualifier.from - 1, 2)
  if (kind < 1 || kind > 3) reportField(reading, 'addenda-field', index, 'idQualifier', qualifier, '01, 02 or 03')
  if (!/^[A-Z]{2}/.test(textAt(bytes, start + country.from - 1, 3)))
    reportField(reading, 'addenda-field', index, 'country', country, 'a country code')
}

function isDigits(bytes: Uint8Array, at: number, length: number): boolean {
  for (let i = at; i < at + length; i++) if ((bytes[i] ?? 0) < 0x30 || (bytes[i] ?? 0) > 0x39) return false
  return true
}
