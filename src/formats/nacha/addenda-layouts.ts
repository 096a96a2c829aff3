import { blank, digits, type Fields, type Layout, number, text, type Values } from './layout.ts'

/**
 * The columns of every addenda record. Addenda 98 and 99 have several layouts that share their first columns: which one it
 * is, the change or return code in columns 4 to 6 says. Source: ACH record formats of the Nacha rules.
 */

function layout<const F extends Fields>(prefix: string, fields: F): Layout<F> {
  return { prefix, fields }
}

/** POS, SHR, MTE: where the card or terminal transaction took place. */
export const ADDENDA_02 = layout('702', {
  referenceOne: text(4, 10),
  referenceTwo: text(11, 13),
  terminalId: text(14, 19),
  transactionSerial: text(20, 25),
  transactionDate: digits(26, 29), // MMDD
  authorizationOrExpiry: text(30, 35),
  terminalLocation: text(36, 62),
  terminalCity: text(63, 77),
  terminalState: text(78, 79),
  trace: digits(80, 94),
})

/** Payment-related information, free text or an ANSI segment. */
export const ADDENDA_05 = layout('705', {
  paymentInformation: text(4, 83),
  sequence: number(84, 87),
  entrySequence: number(88, 94), // the last seven digits of the entry's trace
})

export const ADDENDA_10 = layout('710', {
  transactionType: text(4, 6),
  foreignAmount: digits(7, 24), // digits, or blank on inbound entries
  foreignTrace: text(25, 46),
  receiverName: text(47, 81, 'name'),
  reserved: blank(82, 87),
  entrySequence: number(88, 94),
})

const ADDENDA_11 = layout('711', {
  originatorName: text(4, 38, 'name'),
  originatorStreet: text(39, 73, 'name'),
  reserved: blank(74, 87),
  entrySequence: number(88, 94),
})

const ADDENDA_12 = layout('712', {
  originatorCityState: text(4, 38),
  originatorCountryPostal: text(39, 73),
  reserved: blank(74, 87),
  entrySequence: number(88, 94),
})

export const ADDENDA_13 = layout('713', {
  odfiName: text(4, 38),
  odfiIdQualifier: text(39, 40), // 01 national clearing system, 02 BIC, 03 IBAN
  odfiId: text(41, 74),
  odfiCountry: text(75, 77),
  reserved: blank(78, 87),
  entrySequence: number(88, 94),
})

export const ADDENDA_14 = layout('714', {
  rdfiName: text(4, 38),
  rdfiIdQualifier: text(39, 40),
  rdfiId: text(41, 74),
  rdfiCountry: text(75, 77),
  reserved: blank(78, 87),
  entrySequence: number(88, 94),
})

const ADDENDA_15 = layout('715', {
  receiverId: text(4, 18, 'tax-id'),
  receiverStreet: text(19, 53, 'name'),
  reserved: blank(54, 87),
  entrySequence: number(88, 94),
})

const ADDENDA_16 = layout('716', {
  receiverCityState: text(4, 38),
  receiverCountryPostal: text(39, 73),
  reserved: blank(74, 87),
  entrySequence: number(88, 94),
})

/** IAT remittance text, two at most. */
const ADDENDA_17 = layout('717', {
  paymentInformation: text(4, 83),
  sequence: number(84, 87),
  entrySequence: number(88, 94),
})

/** IAT foreign correspondent bank, five at most. */
export const ADDENDA_18 = layout('718', {
  bankName: text(4, 38),
  bankIdQualifier: text(39, 40),
  bankId: text(41, 74),
  bankCountry: text(75, 77),
  reserved: blank(78, 83),
  sequence: number(84, 87),
  entrySequence: number(88, 94),
})

/** Notification of change. IAT has 35 columns of corrected data, the others 29: see corrected-data.ts. */
export const ADDENDA_98 = layout('798', {
  changeCode: text(4, 6),
  originalTrace: digits(7, 21),
  reserved1: blank(22, 27),
  originalRdfi: digits(28, 35),
  correctedData: text(36, 64, 'account'),
  correctedDataIat: text(65, 70, 'account'),
  reserved2: blank(71, 79),
  trace: digits(80, 94),
})

/** Refused notification of change: columns 4-6 say why it is refused, 65-67 repeat the refused change code. */
export const ADDENDA_98_REFUSED = layout('798', {
  refusalCode: text(4, 6),
  originalTrace: digits(7, 21),
  reserved1: blank(22, 27),
  originalRdfi: digits(28, 35),
  correctedData: text(36, 64, 'account'),
  changeCode: text(65, 67),
  traceSequence: text(68, 74),
  reserved2: blank(75, 79),
  trace: digits(80, 94),
})

/** Return: R01 to R53, R80 to R85. */
export const ADDENDA_99 = layout('799', {
  returnCode: text(4, 6),
  originalTrace: digits(7, 21),
  dateOfDeath: digits(22, 27), // YYMMDD, for R14 and R15
  originalRdfi: digits(28, 35),
  information: text(36, 79),
  trace: digits(80, 94),
})

/** Dishonored return: R61, R62, R67 to R70. */
export const ADDENDA_99_DISHONORED = layout('799', {
  returnCode: text(4, 6),
  originalTrace: digits(7, 21),
  reserved1: blank(22, 27),
  originalRdfi: digits(28, 35),
  reserved2: blank(36, 38),
  returnTrace: digits(39, 53),
  returnSettlementDate: text(54, 56),
  returnReason: text(57, 58), // the digits of the return's R code
  information: text(59, 79),
  trace: digits(80, 94),
})

/** Contested dishonored return: R71 to R77. */
export const ADDENDA_99_CONTESTED = layout('799', {
  returnCode: text(4, 6),
  originalTrace: digits(7, 21),
  originalReturnedDate: digits(22, 27), // YYMMDD
  originalRdfi: digits(28, 35),
  originalSettlementDate: text(36, 38),
  returnTrace: digits(39, 53),
  returnSettlementDate: text(54, 56),
  returnReason: text(57, 58),
  dishonorTrace: digits(59, 73),
  dishonorSettlementDate: text(74, 76),
  dishonorReason: text(77, 78),
  reserved: blank(79, 79),
  trace: digits(80, 94),
})

/** An addenda record whose type code is none of the above: kept as it stands. */
const ADDENDA_UNKNOWN = layout('7', { content: text(2, 94, 'account') })

const LAYOUTS = {
  '02': ADDENDA_02,
  '05': ADDENDA_05,
  '10': ADDENDA_10,
  '11': ADDENDA_11,
  '12': ADDENDA_12,
  '13': ADDENDA_13,
  '14': ADDENDA_14,
  '15': ADDENDA_15,
  '16': ADDENDA_16,
  '17': ADDENDA_17,
  '18': ADDENDA_18,
  '98': ADDENDA_98,
  '98-refused': ADDENDA_98_REFUSED,
  '99': ADDENDA_99,
  '99-dishonored': ADDENDA_99_DISHONORED,
  '99-contested': ADDENDA_99_CONTESTED,
  unknown: ADDENDA_UNKNOWN,
} as const

export type AddendaKind = keyof typeof LAYOUTS

/** The typed addenda: `kind` says which columns there are. */
export type Addenda = {
  readonly [K in AddendaKind]: { readonly kind: K } & Values<(typeof LAYOUTS)[K]['fields']>
}[AddendaKind]

export function layoutOfAddenda(kind: AddendaKind): Layout<Fields> {
  return LAYOUTS[kind]
}

export function isAddendaKind(text: string): text is AddendaKind {
  return Object.hasOwn(LAYOUTS, text)
}
