/** ABA routing numbers: nine digits, the last a check digit (weights 3, 7, 1), the first two a Federal Reserve prefix. */

/** True for nine digits whose check digit and prefix are both right. The prefix catches transpositions of 0 and 5 that the check digit misses. */
export function isRoutingNumber(text: string): boolean {
  return /^\d{9}$/.test(text) && checkDigit(text) === text.charCodeAt(8) - 48 && hasKnownPrefix(text)
}

/** The check digit, 0 to 9, that belongs to the first eight digits of `text`. The caller has checked that they are digits. */
export function checkDigit(text: string): number {
  const d = (at: number) => text.charCodeAt(at) - 48
  const sum = 3 * (d(0) + d(3) + d(6)) + 7 * (d(1) + d(4) + d(7)) + (d(2) + d(5))
  return (10 - (sum % 10)) % 10
}

/** 00 government, 01-12 Federal Reserve districts, 21-32 thrifts, 61-72 electronic, 80 traveler's checks. */
export function hasKnownPrefix(text: string): boolean {
  const prefix = Number(text.slice(0, 2))
  return prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80
}
