/** Codes of notifications of change, and of their refusal, in our own words. */

/** What a notification of change corrects. Code C13 corrects the form of addenda, not data of an account. */
export const NOC_CODES = {
  C01: { corrects: ['account'], sentence: 'The account number is wrong.' },
  C02: { corrects: ['routing'], sentence: 'The routing number is wrong, for example after a merger.' },
  C03: { corrects: ['routing', 'account'], sentence: 'The routing number and the account number are wrong.' },
  C04: { corrects: ['name'], sentence: 'The name of the receiver is wrong.' },
  C05: { corrects: ['transaction code'], sentence: 'The transaction code is wrong, for example checking for savings.' },
  C06: {
    corrects: ['account', 'transaction code'],
    sentence: 'The account number and the transaction code are wrong.',
  },
  C07: {
    corrects: ['routing', 'account', 'transaction code'],
    sentence: 'Routing number, account number and transaction code are wrong.',
  },
  C09: { corrects: ['individual id'], sentence: 'The identification of the individual is wrong.' },
  C10: { corrects: ['company name'], sentence: 'The company name does not fit any more.' },
  C11: { corrects: ['company id'], sentence: 'The company identification does not fit any more.' },
  C12: { corrects: ['company name', 'company id'], sentence: 'Company name and identification do not fit any more.' },
  C13: { corrects: [], sentence: 'The addenda have the wrong form; the entry was processed.' },
} as const satisfies Readonly<Record<string, { readonly corrects: readonly NocField[]; readonly sentence: string }>>

export type NocField =
  | 'account'
  | 'routing'
  | 'name'
  | 'transaction code'
  | 'individual id'
  | 'company name'
  | 'company id'

export type NocCode = keyof typeof NOC_CODES

export function isNocCode(text: string): text is NocCode {
  return Object.hasOwn(NOC_CODES, text)
}

/** Why an ODFI refuses a notification of change. Within 15 calendar days: rule `ach-noc-refuse`. */
export const REFUSED_NOC_CODES = {
  C61: 'The notification came to a bank that did not send the entry.',
  C62: 'The trace number is not that of an entry we sent.',
  C63: 'The company identification is not that of the entry.',
  C64: 'The individual identification is not that of the entry.',
  C65: 'The corrected data cannot be read or is not correct.',
  C66: 'The discretionary data is not correct.',
  C67: 'The routing number is not from the original entry.',
  C68: 'The account number is not from the original entry.',
  C69: 'The transaction code is not correct.',
} as const

/** The change code that corrects exactly these fields; undefined when none does. */
export function nocCodeFor(fields: readonly NocField[]): NocCode | undefined {
  const asked = [...fields].sort().join()
  return Object.keys(NOC_CODES)
    .filter(isNocCode)
    .find(code => [...NOC_CODES[code].corrects].sort().join() === asked && asked !== '')
}
