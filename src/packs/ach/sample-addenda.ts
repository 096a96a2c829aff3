/** Addenda for tests and examples, as their fields. */

export const RETURN_R01 = { kind: '99', returnCode: 'R01', originalTrace: '091000010000007' } as const
export const NOC_C01 = {
  kind: '98',
  changeCode: 'C01',
  originalTrace: '091000010000007',
  correctedData: '99887766',
} as const
/** What an agency tells the bank of a death, in addenda 05. */
export const DEATH_NOTICE = {
  kind: '05',
  paymentInformation: 'DATE OF DEATH*100326*CUSTOMERSSN*000000000*AMOUNT*1204.55\\',
} as const
/** What a bank tells an agency, in addenda 05. */
export const ENROLMENT = {
  kind: '05',
  paymentInformation: '22*09100001*9*4400123456*000000000*MILLER*ROBIN*0\\',
} as const
export const GARBLED = { kind: '05', paymentInformation: 'DATE OF DEATH 100326' } as const
