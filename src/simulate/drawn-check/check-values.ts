/** What is printed and written on a check. */
export interface CheckValues {
  /** `personal`: 6 by 2.75 inches, serial behind the account. `business`: 8.5 by 3.5 inches, serial in the auxiliary on-us field. */
  readonly style: 'personal' | 'business'
  /** Nine digits. */
  readonly routing: string
  /** Digits and dashes, at most 14. */
  readonly account: string
  /** Check number without leading zeros. */
  readonly serial: string
  /** What is written in figures and words. */
  readonly amountMinor: number
  /** What the codeline says; undefined where the amount was not encoded. */
  readonly encodedMinor: number | undefined
  /** External processing code, position 44: one digit, where there is one. */
  readonly epc?: string
  readonly payor: { readonly name: string; readonly address: readonly string[] }
  readonly payee: string
  /** As printed, for example `06/30/2025`. */
  readonly date: string
  readonly bank: string
  readonly memo: string
  /** Lines on the back, topmost first. */
  readonly endorsements: readonly string[]
}

/** How the paper looks after its life and a scanner's pass. `cut off`: the file breaks off in the middle. */
export interface CheckCondition {
  readonly picture: 'whole' | 'black' | 'blank' | 'cut off'
  readonly dpi: 200 | 240
  /** Clockwise; up to 4 either way keeps the codeline on the picture. */
  readonly skewDegrees: number
  /** Share of pixels that are flipped, 0 to 0.05. */
  readonly noise: number
  /** Spots of ink and places without ink in the codeline, 1 to 3 pixels in radius. */
  readonly blotches: number
  /** Share of codeline symbols with a stroke cut through, 0 to 1. */
  readonly broken: number
  /** Share of neighbours in the codeline that run into each other, 0 to 1. */
  readonly touching: number
  /** How far ink reaches beyond the nominal edge, in pixels; negative is thin print. */
  readonly inkSpreadPx: number
  /** Codeline symbols that somebody wrote over, by 0-based index in the codeline without blanks. */
  readonly unreadable: readonly number[]
}

/** A check fresh from the printer on a good scanner. */
export const CLEAN_CONDITION: CheckCondition = {
  picture: 'whole',
  dpi: 200,
  skewDegrees: 0,
  noise: 0,
  blotches: 0,
  broken: 0,
  touching: 0,
  inkSpreadPx: 0.2,
  unreadable: [],
}
