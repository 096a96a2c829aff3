import {
  blank,
  digits,
  type Field,
  type Fields,
  type Layout,
  number,
  readRecord,
  text,
  writeLoosely,
  writeRecord,
} from './layout.ts'
import type { SecCode } from './sec-codes.ts'

/** Columns 40 to 76 of a standard entry as its class reads them. */
export type EntryDetail =
  | { readonly kind: 'person'; readonly individualId: string; readonly individualName: string }
  | { readonly kind: 'check'; readonly checkSerial: string; readonly individualName: string }
  | {
      readonly kind: 'purchase'
      readonly checkSerial: string
      readonly terminalCity: string
      readonly terminalState: string
      readonly individualName: string
    }
  | {
      readonly kind: 'company'
      readonly individualId: string
      readonly addendaCount: number
      readonly receivingCompany: string
      readonly reserved: string
    }
  | {
      readonly kind: 'truncated'
      readonly checkSerial: string
      readonly processControl: string
      readonly itemResearch: string
    }
  | {
      readonly kind: 'card'
      readonly cardExpiry: string
      readonly documentReference: string
      readonly cardAccount: string
    }
  | { readonly kind: 'bill'; readonly individualName: string; readonly individualId: string }

/** The columns 40-54 and 55-76 of an entry, as EntryFields has them. */
export interface DetailColumns {
  readonly identification: string
  readonly name: string
}

/** What the two columns of an entry mean in its class. Classes in no list are read as PPD. */
export function entryDetail(columns: DetailColumns, secCode: string): EntryDetail {
  const kind = detailKind(secCode)
  const bytes = new Uint8Array(94)
  writeRecord(COLUMNS, columns, bytes, 0)
  return { kind, ...readRecord<Fields>(DETAILS[kind], bytes, 0) } as EntryDetail // kind and layout come from one table
}

/** The columns that say a detail: what a writer puts into `identification` and `name`. */
export function detailColumns(detail: EntryDetail): DetailColumns {
  const bytes = new Uint8Array(94)
  const { kind, ...values } = detail
  writeLoosely(DETAILS[kind], values, bytes, 0)
  return readRecord(COLUMNS, bytes, 0)
}

function layout<const F extends Fields>(fields: F): Layout<F> {
  return { prefix: '6', fields }
}

const COLUMNS = layout({ identification: text(40, 54), name: text(55, 76) })

const individualName: Field<'text'> = text(55, 76, 'name')

/** The columns of each. */
export const DETAILS = {
  person: layout({ individualId: text(40, 54, 'tax-id'), individualName }),
  check: layout({ checkSerial: text(40, 54), individualName }),
  purchase: layout({
    checkSerial: text(40, 48),
    terminalCity: text(49, 52),
    terminalState: text(53, 54),
    individualName,
  }),
  company: layout({
    individualId: text(40, 54),
    addendaCount: number(55, 58),
    receivingCompany: text(59, 74, 'name'),
    reserved: blank(75, 76),
  }),
  truncated: layout({ checkSerial: text(40, 54), processControl: text(55, 60), itemResearch: text(61, 76) }),
  card: layout({ cardExpiry: digits(40, 43), documentReference: text(44, 54), cardAccount: text(55, 76, 'account') }),
  bill: layout({ individualName: text(40, 54, 'name'), individualId: text(55, 76, 'tax-id') }),
} as const satisfies Readonly<Record<EntryDetail['kind'], Layout<Fields>>>

/** Which of the details the columns of an entry of the class hold. Classes in no list are read as PPD. */
export function detailKind(secCode: string): EntryDetail['kind'] {
  return KINDS[secCode] ?? 'person'
}

const KINDS: Readonly<Partial<Record<string, EntryDetail['kind']>>> = {
  ARC: 'check',
  BOC: 'check',
  RCK: 'check',
  POP: 'purchase',
  CTX: 'company',
  ATX: 'company',
  TRX: 'company',
  TRC: 'truncated',
  XCK: 'truncated',
  SHR: 'card',
  CIE: 'bill',
} satisfies Partial<Record<SecCode, EntryDetail['kind']>>
