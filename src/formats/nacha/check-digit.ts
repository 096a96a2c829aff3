/** The check digit that belongs to eight routing digits given as a number: weights 3, 7, 1. The bulk form of core/aba. */
export function checkDigitOf(rdfi8: number): number {
  let left = rdfi8
  let sum = 0
  for (let i = 7; i >= 0; i--) {
    const digit = left % 10
    left = (left - digit) / 10
    sum += digit * (i % 3 === 0 ? 3 : i % 3 === 1 ? 7 : 1)
  }
  return (10 - (sum % 10)) % 10
}
