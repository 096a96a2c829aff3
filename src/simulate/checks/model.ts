import type { X9Framing } from '../../formats/x9/framing.ts'
import type { Arrival } from '../arrival.ts'
import type { OtherBank } from '../institution.ts'
import type { Label } from '../truth.ts'

/** What is printed in a check's codeline, or stands in its record. */
export interface Codeline {
  /** Nine digits with the check digit. */
  readonly routing: string
  readonly account: string
  readonly serial: number
  readonly amountMinor: number
}

/** A check that is presented to us, deposited with us, or comes back to us. */
export interface SimCheck extends Codeline {
  readonly form: 'check' | 'return'
  /** Personal checks carry the serial behind the account, firms' before the routing number. */
  readonly style: 'personal' | 'business'
  readonly image: CheckImage
  /** Text in the record's fields instead of what follows from the codeline. */
  readonly auxOnUs?: string
  readonly onUs?: string
  readonly payorRouting?: string
  readonly documentationType?: string
  /** Why it comes back: one character. */
  readonly returnReason?: string
  /** When what comes back was presented to the bank that returns it; the day of the letter when left out. */
  readonly presentedOn?: Temporal.PlainDate
}

export type CheckImage =
  /** As its letter has it: drawn where the letter has images. */
  | { readonly is: 'as its letter' }
  /** `printed` where it differs from the record; an amount of undefined is not encoded. */
  | {
      readonly is: 'drawn'
      readonly condition: ImageCondition
      readonly printed?: Partial<Codeline> & { readonly unencoded?: true }
    }
  | { readonly is: 'left out' }

/** How a drawn check looks. The last four cannot be read by anybody. */
export type ImageCondition = 'clean' | 'worn' | 'black' | 'blank' | 'cut off' | 'no picture'

export interface LabelledCheck {
  readonly check: SimCheck
  readonly label: Label
  /** The account it belongs to, where the record spells it in another way. */
  readonly account?: string
}

/** The credit that pays the depositor of a bundle. */
export interface Deposit {
  readonly account: string
  readonly label: Label
  /** Set where the ticket says another sum than the items add up to. */
  readonly amountMinor?: number
  readonly record: '61' | '62'
}

export interface Bundle {
  ordinary: number
  /** Its share of the day's ordinary checks of its sort; 0 for planted bundles. */
  readonly weight: number
  readonly streamLabel: string
  readonly deposit?: Deposit
  readonly planted: LabelledCheck[]
  readonly label?: Label
  readonly fault?: BundleFault
}

export type BundleFault =
  | { readonly in: 'control'; readonly field: 'itemCount' | 'amountMinor'; readonly add: number }
  /** Characters that are no number in the control's count. */
  | { readonly in: 'control'; readonly field: 'unreadable'; readonly text: string }

export interface Letter {
  readonly path: string
  readonly arrival: Arrival
  readonly framing: X9Framing
  readonly lineEnd?: '\n' | '\r\n'
  readonly sender: OtherBank
  /** `forward` for us to pay, `deposit` brought by customers, `return` what others did not pay. */
  readonly sort: 'forward' | 'deposit' | 'return'
  /** Whether images are in the file, or paper follows. */
  readonly images: 'included' | 'paper follows'
  readonly bundles: Bundle[]
  readonly label?: Label
  readonly fault?: LetterFault
  readonly isHistory: boolean
}

/** What is wrong with the totals of the cash letter or the file; the bundles agree. */
export interface LetterFault {
  readonly in: 'letter' | 'file'
  readonly field: 'itemCount' | 'amountMinor'
  readonly add: number
}
