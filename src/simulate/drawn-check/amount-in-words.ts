const ONES = (
  'ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN SEVENTEEN ' +
  'EIGHTEEN NINETEEN'
).split(' ')
const TENS = '- - TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY'.split(' ')
const GROUPS = ['', ' THOUSAND', ' MILLION', ' BILLION']

/** The legal amount as a check writes it: `ONE HUNDRED TWENTY-THREE AND 45/100`. From 0 to under a trillion dollars, in cents. */
export function amountInWords(amountMinor: number): string {
  const dollars = Math.floor(amountMinor / 100)
  const cents = String(amountMinor % 100).padStart(2, '0')
  return `${wholeInWords(dollars)} AND ${cents}/100`
}

function wholeInWords(whole: number): string {
  if (whole === 0) return 'ZERO'
  const parts: string[] = []
  for (let group = 0; whole > 0 && group < GROUPS.length; group += 1) {
    const part = whole % 1000
    if (part > 0) parts.unshift(`${hundredsInWords(part)}${GROUPS[group]}`)
    whole = Math.floor(whole / 1000)
  }
  return parts.join(' ')
}

function hundredsInWords(part: number): string {
  const hundreds = part >= 100 ? [`${ONES[Math.floor(part / 100)]} HUNDRED`] : []
  const rest = part % 100
  if (rest === 0) return hundreds.join(' ')
  const words = rest < 20 ? ONES[rest] : `${TENS[Math.floor(rest / 10)]}${rest % 10 === 0 ? '' : `-${ONES[rest % 10]}`}`
  return [...hundreds, words].join(' ')
}
