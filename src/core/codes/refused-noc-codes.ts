/** Why an ODFI refuses a notification of change. Within 15 calendar days: rule `ach-noc-refuse`. */
export const REFUSED_NOC_CODES = {
  C61: { sentence: 'The notification came to a bank that did not send the entry.' },
  C62: { sentence: 'The trace number is not that of an entry we sent.' },
  C63: { sentence: 'The company identification is not that of the entry.' },
  C64: { sentence: 'The individual identification is not that of the entry.' },
  C65: { sentence: 'The corrected data cannot be read or is not correct.' },
  C66: { sentence: 'The discretionary data is not correct.' },
  C67: { sentence: 'The routing number is not from the original entry.' },
  C68: { sentence: 'The account number is not from the original entry.' },
  C69: { sentence: 'The transaction code is not correct.' },
} as const
