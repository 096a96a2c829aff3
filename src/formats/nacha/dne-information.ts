import { invariant } from '../../core/invariant.ts'

/** The notice that a DNE entry carries in its addenda 05: an agency tells the bank of a beneficiary's death. */
export interface DneInformation {
  /** MMDDYY as it stands. */
  readonly dateOfDeath: string
  readonly diedOn: Temporal.PlainDate | undefined
  /** Zeros when there is none. */
  readonly socialSecurityNumber: string
  /** A decimal amount as it stands, the payment that is to come back. */
  readonly amount: string
}

/** Reads the payment information of a death notice; undefined when it does not hold its six parts. */
export function parseDneInformation(text: string): DneInformation | undefined {
  const parts = text.trim().replace(/\\$/, '').split('*')
  if (parts.length !== 6) return undefined
  const [, dateOfDeath = '', , socialSecurityNumber = '', , amount = ''] = parts.map(part => part.trim())
  return { dateOfDeath, diedOn: parseMmddyy(dateOfDeath), socialSecurityNumber, amount }
}

/** Writes the payment information of a death notice. */
export function formatDneInformation(
  information: Pick<DneInformation, 'dateOfDeath' | 'socialSecurityNumber' | 'amount'>,
): string {
  const text = `DATE OF DEATH*${information.dateOfDeath}*CUSTOMERSSN*${information.socialSecurityNumber}*AMOUNT*${information.amount}\\`
  invariant(text.length <= 80, 'nacha: a death notice takes 80 characters at most')
  return text
}

function parseMmddyy(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{6}$/.test(text)) return undefined
  const month = Number(text.slice(0, 2))
  const day = Number(text.slice(2, 4))
  const year = 2000 + Number(text.slice(4, 6))
  if (month < 1 || month > 12 || day < 1) return undefined
  const first = Temporal.PlainDate.from({ year, month, day: 1 })
  return day <= first.daysInMonth ? first.with({ day }) : undefined
}
