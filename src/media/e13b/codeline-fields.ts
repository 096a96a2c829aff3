import { parseOnUs } from '../../formats/x9/micr.ts'

/** The fields of a codeline as printed, `*` where a symbol could not be told. A field that is not there is left out. */
export interface CodelineFields {
  /** Ten digits, cents last (positions 2 to 11). */
  readonly amount?: string
  /** Everything between the transit and the amount field. */
  readonly onUs?: string
  /** The account of the on-us field as printed, dashes included. */
  readonly account?: string
  /** Check number: from the auxiliary on-us field where there is one, else from the on-us field. */
  readonly serial?: string
  /** Nine digits, or five digits, a dash and three (Canada). */
  readonly transit?: string
  /** Between the on-us symbols left of the transit field. */
  readonly auxOnUs?: string
  /** External processing code: the digit left of the transit field (position 44). */
  readonly epc?: string
}

/**
 * Parts a codeline by the rules of its positions, in the alphabet of symbols.ts. The transit field, between two transit
 * symbols, tells left from right; without it nothing is a field. Of a field's two symbols one may be unreadable.
 */
export function partCodeline(text: string): CodelineFields {
  const transit = findTransit(text)
  if (transit === undefined) return {}
  const right = text.slice(transit.end)
  const amount = findAmount(right)
  // Position 13, next to the amount field, is always blank: what cannot be read there is dirt.
  const onUs = (
    amount === undefined ? right.replace(/\$.*$/, '') : right.slice(0, amount.start).replace(/\*$/, '')
  ).trim()
  const left = /(?:[/*]([0-9*-]{2,})[/*])? ?([0-9*])?$/.exec(text.slice(0, transit.start))
  const [auxOnUs, epc] = [left?.[1], left?.[2]]
  const parsed = parseOnUs(onUs, auxOnUs)
  return {
    transit: transit.value,
    ...(amount === undefined ? {} : { amount: amount.value }),
    ...(onUs === '' ? {} : { onUs }),
    ...(parsed.account === '' ? {} : { account: parsed.account }),
    ...(parsed.serial === '' ? {} : { serial: parsed.serial }),
    ...(auxOnUs === undefined ? {} : { auxOnUs }),
    ...(epc === undefined ? {} : { epc }),
  }
}

interface Found {
  readonly value: string
  readonly start: number
  readonly end: number
}

/** Whole symbols first: an unreadable one is only taken for a transit symbol where exactly one place could be meant. */
function findTransit(text: string): Found | undefined {
  const whole = findAll(text, /:([0-9*]{9}|[0-9*]{5}-[0-9*]{3})(?=(:))/g)
  if (whole.length > 0) return whole.length === 1 ? whole[0] : undefined
  const half = [
    ...findAll(text, /:([0-9*]{9}|[0-9*]{5}-[0-9*]{3})(?=(\*))/g),
    ...findAll(text, /\*([0-9*]{9}|[0-9*]{5}-[0-9*]{3})(?=(:))/g),
  ]
  return half.length === 1 ? half[0] : undefined
}

/** The last field of the line. */
function findAmount(right: string): Found | undefined {
  return findAll(right, /[$*]([0-9*]{10})(?=([$*])$)/g).find(({ start, end }) => right.slice(start, end).includes('$'))
}

/** The closing symbol, seen ahead only, may open another place: fields are looked for at each symbol. */
function findAll(text: string, pattern: RegExp): readonly Found[] {
  return [...text.matchAll(pattern)].map(match => ({
    value: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length + (match[2]?.length ?? 0),
  }))
}
