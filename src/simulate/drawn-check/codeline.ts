import type { CheckValues } from './check-values.ts'

/**
 * A symbol of the codeline at its position, counted from the right edge of the check as the standard does: amount 1 to 12,
 * on-us 14 to 32, transit 33 to 43, external processing code 44, auxiliary on-us from 45. Symbols are digits, `:` transit,
 * `$` amount, `/` on-us and `-` dash.
 */
export interface PlacedSymbol {
  readonly symbol: string
  readonly position: number
}

/** The codeline of the check, leftmost symbol first. */
export function placeCodeline(values: CheckValues): readonly PlacedSymbol[] {
  const placed: PlacedSymbol[] = []
  const put = (text: string, leftmost: number) => {
    for (let at = 0; at < text.length; at += 1) {
      const symbol = text.charAt(at)
      if (symbol !== ' ') placed.push({ symbol, position: leftmost - at })
    }
  }
  if (values.style === 'business')
    put(`/${values.serial.padStart(6, '0')}/`, 45 + values.serial.padStart(6, '0').length + 1)
  if (values.epc !== undefined) put(values.epc, 44)
  put(`:${values.routing}:`, 43)
  const onUs = values.style === 'business' ? `${values.account}/` : `${values.account}/${values.serial}`
  put(onUs, onUs.length > 18 ? 32 : 31)
  if (values.encodedMinor !== undefined) put(`$${String(values.encodedMinor).padStart(10, '0')}$`, 12)
  return placed
}

/** The codeline as text, one blank for any gap. */
export function codelineText(placed: readonly PlacedSymbol[]): string {
  return placed
    .map(({ symbol, position }, at) => {
      const before = placed[at - 1]
      return before !== undefined && before.position - position > 1 ? ` ${symbol}` : symbol
    })
    .join('')
}
