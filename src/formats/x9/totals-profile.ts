import type { Tally } from './tally.ts'

/** How a producer counts. The standard's own text leaves room, and producers use it: control totals mean nothing without this. */
export interface TotalsProfile {
  readonly name: string
  readonly about: string
  /** Whether an item is one, or every record of it (detail, addenda and views) is. */
  readonly items: 'one-each' | 'every-record'
  /** Whether credits (61, 62) are in item counts, and in amounts; `indicated`: where the control's credit total indicator is 1. */
  readonly creditCount: 'never' | 'always' | 'indicated'
  readonly creditAmount: 'never' | 'always' | 'indicated'
  /** Whether the images of credits (deposit tickets) are in image counts. */
  readonly creditImages: 'never' | 'always'
  /** Whether each view is an image, or an item with images is one. */
  readonly images: 'views' | 'imaged-items'
  /** Whether the file's record count leaves the records of credits out. */
  readonly records: 'all' | 'without-credits'
}

/** Totals that a control record holds. `micrValidMinor` and `images` are undefined where it does not say. */
export interface Totals {
  readonly items: number
  readonly amountMinor: bigint
  readonly images: number | undefined
  readonly micrValidMinor: bigint | undefined
}

const STANDARD = {
  items: 'one-each',
  creditCount: 'indicated',
  creditAmount: 'indicated',
  creditImages: 'always',
  images: 'views',
  records: 'all',
} as const

/** Every known way of counting, the most usual first: where several explain a file, the first is named. */
export const TOTALS_PROFILES = [
  { ...STANDARD, name: 'x9.100-187', about: 'Items are checks and returns; credits where the indicator says so; each view is an image.' },
  { ...STANDARD, name: 'credits-apart', about: 'Credits and their images are in no total, whatever the indicator says.', creditCount: 'never', creditAmount: 'never', creditImages: 'never' },
  { ...STANDARD, name: 'credits-apart-imaged', about: 'Credits are in no count or amount, but their images are counted.', creditCount: 'never', creditAmount: 'never' },
  { ...STANDARD, name: 'credits-counted', about: 'Credits are in counts and amounts, whatever the indicator says.', creditCount: 'always', creditAmount: 'always' },
  { ...STANDARD, name: 'credits-counted-not-summed', about: 'Credits are in item counts but not in amounts: they offset the checks.', creditCount: 'always', creditAmount: 'never' },
  { ...STANDARD, name: 'credits-unrecorded', about: 'Credits are in no total, and not in the record count either.', creditCount: 'never', creditAmount: 'never', creditImages: 'never', records: 'without-credits' },
  { ...STANDARD, name: 'every-record', about: 'Every record of an item counts as an item; credits are in no total.', items: 'every-record', creditCount: 'never', creditAmount: 'never', creditImages: 'never', records: 'without-credits' },
  { ...STANDARD, name: 'imaged-items', about: 'An item with images counts as one image, however many views it has.', images: 'imaged-items', creditImages: 'never' },
] as const satisfies readonly TotalsProfile[] // biome-ignore format: a table

/** The totals that a control record should hold, counted in one way. `indicator` is the control's own credit total indicator. */
export function totalsOf(tally: Tally, profile: TotalsProfile, indicator: string): Totals {
  const counted = applies(profile.creditCount, indicator) ? tally.credits : 0
  const summed = applies(profile.creditAmount, indicator) ? tally.creditMinor : 0n
  return {
    items: (profile.items === 'one-each' ? tally.checks + tally.returns : tally.detailRecords) + counted,
    amountMinor: tally.checkMinor + tally.returnMinor + summed,
    images: imagesOf(tally, profile),
    micrValidMinor: tally.micrValidMinor,
  }
}

/** The record count that a file control should hold, of a file of `records` records. */
export function recordCountOf(tally: Tally, records: number, profile: TotalsProfile): number {
  return profile.records === 'all' ? records : records - tally.creditRecords
}

function imagesOf(tally: Tally, profile: TotalsProfile): number {
  const own = profile.images === 'views' ? tally.images : tally.imagedItems
  return own + (profile.creditImages === 'always' ? tally.creditImages : 0)
}

function applies(when: TotalsProfile['creditCount'], indicator: string): boolean {
  return when === 'always' || (when === 'indicated' && indicator === '1')
}
