import type { AddendaKind } from './addenda-layouts.ts'

/** What the rules say of one Standard Entry Class, as far as the file itself can be checked against it. */
export interface SecRule {
  /** Which directions a forward entry may have. A batch described as REVERSAL may go against it. */
  readonly direction: 'debit' | 'credit' | 'both'
  /** The kind of addenda a forward entry may carry, and how many. */
  readonly addenda: { readonly kind: AddendaKind; readonly min: number; readonly max: number } | undefined
  /** The highest amount in cents, where the class has one of its own. */
  readonly amountMax?: number
  /** What columns 40-54 must hold. */
  readonly identification?: 'check serial' | 'identification'
  /** True where the receiver's name must be there. */
  readonly nameRequired?: true
  /** True where columns 55-58 count the addenda. */
  readonly countsAddenda?: true
  /** True where the entry moves no money: only prenote or zero-dollar codes. */
  readonly moneyless?: true
  /** True where zero-dollar codes (24, 29, 34 and so on) are permitted. */
  readonly zeroDollar?: true
  /** True where columns 77-78 hold a card transaction type. */
  readonly cardType?: true
}

const none = undefined
const one05 = { kind: '05', min: 0, max: 1 } as const
const many05 = { kind: '05', min: 0, max: 9999 } as const
const one02 = { kind: '02', min: 1, max: 1 } as const

/** Every entry class of the rules. Amount limits: 25,000.00 for converted checks, 2,500.00 for re-presented and destroyed ones. */
export const SEC_RULES = {
  ACK: { direction: 'credit', addenda: one05, moneyless: true, zeroDollar: true },
  ADV: { direction: 'both', addenda: none },
  ARC: { direction: 'debit', addenda: none, amountMax: 2_500_000, identification: 'check serial' },
  ATX: { direction: 'credit', addenda: many05, countsAddenda: true, moneyless: true, zeroDollar: true },
  BOC: { direction: 'debit', addenda: none, amountMax: 2_500_000, identification: 'check serial' },
  CCD: { direction: 'both', addenda: one05, zeroDollar: true },
  CIE: { direction: 'credit', addenda: one05 },
  COR: { direction: 'both', addenda: { kind: '98', min: 1, max: 1 } },
  CTX: { direction: 'both', addenda: many05, countsAddenda: true, zeroDollar: true },
  DNE: { direction: 'credit', addenda: { kind: '05', min: 1, max: 1 }, moneyless: true },
  ENR: { direction: 'both', addenda: { kind: '05', min: 1, max: 9999 }, moneyless: true },
  IAT: { direction: 'both', addenda: { kind: '10', min: 7, max: 14 }, zeroDollar: true },
  MTE: { direction: 'both', addenda: one02, identification: 'identification' },
  POP: { direction: 'debit', addenda: none, amountMax: 2_500_000, identification: 'check serial' },
  POS: { direction: 'both', addenda: one02, cardType: true },
  PPD: { direction: 'both', addenda: one05 },
  RCK: { direction: 'debit', addenda: none, amountMax: 250_000, identification: 'check serial' },
  SHR: { direction: 'both', addenda: one02, cardType: true },
  TEL: { direction: 'debit', addenda: none, nameRequired: true },
  TRC: { direction: 'debit', addenda: none },
  TRX: { direction: 'debit', addenda: many05, countsAddenda: true },
  WEB: { direction: 'both', addenda: one05 },
  XCK: { direction: 'debit', addenda: none, amountMax: 250_000 },
} as const satisfies Readonly<Record<string, SecRule>>

export type SecCode = keyof typeof SEC_RULES

export function isSecCode(text: string): text is SecCode {
  return Object.hasOwn(SEC_RULES, text)
}

/** The rule of a class; undefined for one that is in no list. */
export function secRule(code: string): SecRule | undefined {
  return isSecCode(code) ? SEC_RULES[code] : undefined
}
