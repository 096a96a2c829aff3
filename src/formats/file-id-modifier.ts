/**
 * The letter or digit that tells the files of one day apart, of ACH files as of cash letters: A to Z, then 0 to 9, then A again.
 * Readers hold it together with the date and the time of making, so the 37th file of a day is not taken for the first; nothing
 * waits for the next day because the letters are used up.
 *
 * @param ordinal 0-based place among the day's files.
 */
export function fileIdModifier(ordinal: number): string {
  return MODIFIERS.charAt(ordinal % MODIFIERS.length)
}

const MODIFIERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
