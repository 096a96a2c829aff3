import { checkDigit } from '../core/aba.ts'

/** The bank whose day is simulated. All names are invented; the routing numbers are valid by their check digit only. */
export const INSTITUTION = {
  name: 'Clearwater Valley Bank',
  /** The third is rarely used: a number that a person looks at twice and that is right. */
  routingNumbers: ['091000019', '121042882', '051000017'],
  zone: 'America/New_York',
  /** What arrives later posts on the next banking day. */
  cutoff: '17:00',
} as const

/** At and over these a person reviews. The credit threshold lies over the same-day limit, so that each is seen alone. */
export const SETTINGS = {
  routingNumbers: INSTITUTION.routingNumbers,
  reviewOverMinor: { debit: 25_000_000, credit: 200_000_000, check: 10_000_000 },
  duplicateMonths: 18,
  staleMonths: 6,
} as const

/** Another bank: it sends us entries and checks, or receives what we sent. */
export interface OtherBank {
  readonly routing: string
  readonly name: string
}

const OTHERS: readonly (readonly [eight: string, name: string])[] = [
  ['06100010', 'PEACHTREE NATIONAL'],
  ['07640125', 'MUSIC CITY TRUST'],
  ['02100002', 'HUDSON SAVINGS'],
  ['11100002', 'LONE STAR COMMERCE'],
  ['12200066', 'PACIFIC HARBOR BANK'],
  ['04300009', 'THREE RIVERS BANK'],
  ['08100021', 'GATEWAY UNION BANK'],
  ['10100003', 'PRAIRIE STATE BANK'],
  ['03100005', 'LIBERTY SQUARE BANK'],
  ['26307325', 'SUNCOAST THRIFT'],
  ['31107441', 'BLUE HERON CREDIT UN'],
  ['05310004', 'PIEDMONT FIRST'],
]

export const OTHER_BANKS: readonly OtherBank[] = OTHERS.map(([eight, name]) => ({
  routing: eight + checkDigit(eight),
  name,
}))

/** The operator's own routing number, as files name it. */
export const OPERATOR = { routing: '061000146', name: 'FEDERAL RESERVE BANK' } as const
