/** Minor units of an amount as people type it (`1,204.55`), as text; undefined for what is none, or has more decimals than the currency. */
export function minorOf(typed: string, digits: number): string | undefined {
  const match = /^(\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(\d+))?$/.exec(typed.trim())
  if (match === null) return undefined
  const decimals = match[2] ?? ''
  if (decimals.length > digits) return undefined
  const text = `${(match[1] ?? '').replaceAll(',', '')}${decimals.padEnd(digits, '0')}`.replace(/^0+(?=\d)/, '')
  return text.length > 15 ? undefined : text
}
