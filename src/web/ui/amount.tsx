import { createContext, useContext } from 'react'
import { amountText } from './format.ts'

/** Decimals of the institution's currency, of ISO 4217: none for yen, three for Kuwaiti dinars. The frame sets it before any page is drawn. */
export const MinorDigits = createContext(2)

/** Minor units as people read them. The currency stands once on the page. */
export function Amount({ minor }: { readonly minor: number | bigint }) {
  return amountText(minor, useContext(MinorDigits))
}

/** Nothing for no amount, so that in two columns of debits and credits the eye finds the one there is. */
export function AmountOrBlank({ minor }: { readonly minor: number }) {
  return minor === 0 ? null : <Amount minor={minor} />
}
