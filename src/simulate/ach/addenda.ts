import type { Addenda } from '../../formats/nacha/addenda-layouts.ts'

/** The addenda that simulated entries carry, as functions of their entry's trace. */

export type AddendaOf = (trace: string) => readonly Addenda[]

/** One free text, as with a single payment. */
export function remittance(text: string): AddendaOf {
  return trace => [payment(text, 1, trace)]
}

/** Several invoices, numbered from one. `CTX` and `TRX` count them in the entry. */
export function invoices(count: number, first: number): AddendaOf {
  return trace =>
    Array.from({ length: count }, (_, at) =>
      payment(`RMR*IV*${first + at}**${(first * 7 + at) % 90_000}.00\\`, at + 1, trace),
    )
}

export function payment(text: string, sequence: number, trace: string): Addenda {
  return { kind: '05', paymentInformation: text, sequence, entrySequence: Number(trace.slice(8)) }
}

export interface TerminalPlace {
  readonly terminal: string
  readonly serial: number
  readonly city: string
  /** MMDD. */
  readonly date: string
}

/** Where a card or terminal transaction took place: POS, SHR, MTE. */
export function terminal(place: TerminalPlace): AddendaOf {
  return trace => [
    {
      kind: '02',
      referenceOne: '',
      referenceTwo: '',
      terminalId: place.terminal,
      transactionSerial: String(place.serial % 1_000_000).padStart(6, '0'),
      transactionDate: place.date,
      authorizationOrExpiry: '',
      terminalLocation: '210 MAIN STREET',
      terminalCity: place.city,
      terminalState: 'CO',
      trace,
    },
  ]
}

export interface ReturnOf {
  readonly code: string
  readonly originalTrace: string
  /** Eight digits: the bank that returns it. */
  readonly originalRdfi: string
  readonly information?: string
}

export function returned(of: ReturnOf): AddendaOf {
  return trace => [
    {
      kind: '99',
      returnCode: of.code,
      originalTrace: of.originalTrace,
      dateOfDeath: '',
      originalRdfi: of.originalRdfi,
      information: of.information ?? '',
      trace,
    },
  ]
}

export function changeNotice(of: ReturnOf & { readonly corrected: string }): AddendaOf {
  return trace => [
    {
      kind: '98',
      changeCode: of.code,
      originalTrace: of.originalTrace,
      reserved1: '',
      originalRdfi: of.originalRdfi,
      correctedData: of.corrected,
      correctedDataIat: '',
      reserved2: '',
      trace,
    },
  ]
}

export interface DishonorOf extends ReturnOf {
  readonly returnTrace: string
  /** Day of the year on which the return settled. */
  readonly returnSettled: string
  /** Two digits of the return's code. */
  readonly returnReason: string
}

export function dishonored(of: DishonorOf): AddendaOf {
  return trace => [
    {
      kind: '99-dishonored',
      returnCode: of.code,
      originalTrace: of.originalTrace,
      reserved1: '',
      originalRdfi: of.originalRdfi,
      reserved2: '',
      returnTrace: of.returnTrace,
      returnSettlementDate: of.returnSettled,
      returnReason: of.returnReason,
      information: '',
      trace,
    },
  ]
}

export interface ContestOf extends DishonorOf {
  readonly dishonorTrace: string
  readonly dishonorReason: string
  /** Day of the year, three digits. */
  readonly dishonorSettled: string
  /** YYMMDD. */
  readonly returnedOn: string
}

export function contested(of: ContestOf): AddendaOf {
  return trace => [
    {
      kind: '99-contested',
      returnCode: of.code,
      originalTrace: of.originalTrace,
      originalReturnedDate: of.returnedOn,
      originalRdfi: of.originalRdfi,
      originalSettlementDate: of.returnSettled,
      returnTrace: of.returnTrace,
      returnSettlementDate: of.returnSettled,
      returnReason: of.returnReason,
      dishonorTrace: of.dishonorTrace,
      dishonorSettlementDate: of.dishonorSettled,
      dishonorReason: of.dishonorReason,
      reserved: '',
      trace,
    },
  ]
}

export interface CrossBorder {
  readonly originator: string
  readonly receiver: string
  readonly minor: number
  /** Eight digits of the receiving bank. */
  readonly rdfi: string
}

/** The seven addenda that every cross-border entry must carry. */
export function crossBorder(of: CrossBorder): AddendaOf {
  return trace => {
    const entrySequence = Number(trace.slice(8))
    const reserved = ''
    return [
      {
        kind: '10',
        transactionType: 'BUS',
        foreignAmount: String(of.minor).padStart(18, '0'),
        foreignTrace: '',
        receiverName: of.receiver,
        reserved,
        entrySequence,
      },
      { kind: '11', originatorName: of.originator, originatorStreet: '88 FRONT STREET WEST', reserved, entrySequence },
      {
        kind: '12',
        originatorCityState: 'TORONTO*ON\\',
        originatorCountryPostal: 'CA*M5J1E6\\',
        reserved,
        entrySequence,
      },
      {
        kind: '13',
        odfiName: 'MAPLE DOMINION BANK',
        odfiIdQualifier: '01',
        odfiId: '000402',
        odfiCountry: 'CA',
        reserved,
        entrySequence,
      },
      {
        kind: '14',
        rdfiName: 'CLEARWATER VALLEY BANK',
        rdfiIdQualifier: '01',
        rdfiId: of.rdfi,
        rdfiCountry: 'US',
        reserved,
        entrySequence,
      },
      { kind: '15', receiverId: '', receiverStreet: '210 MAIN STREET', reserved, entrySequence },
      { kind: '16', receiverCityState: 'BOULDER*CO\\', receiverCountryPostal: 'US*80302\\', reserved, entrySequence },
    ]
  }
}
