import { OTHER_BANKS, type OtherBank } from './institution.ts'
import { firmName } from './names.ts'
import { hashOf } from './random.ts'

/** A firm that sends entries through its bank. */
export interface Originator {
  /** At most 16 characters. */
  readonly name: string
  /** Ten characters: 1 and an invented nine-digit number. */
  readonly id: string
  readonly bank: OtherBank
}

/** The firm of an index: always the same for a seed. Firms of ours are `OUR_ORIGINATORS` and beyond. */
export function originator(key: number, index: number): Originator {
  return {
    name: firmName(key ^ 0x5bd1e995, index)
      .toUpperCase()
      .slice(0, 16)
      .trim(),
    id: `1${String(100_000_000 + ((index * 7_368_787 + (key % 65_521)) % 899_999_963)).padStart(9, '0')}`,
    bank: OTHER_BANKS[hashOf(key, index, 41) % OTHER_BANKS.length]!, // inside the list
  }
}

/** Customers of ours that originate: what they sent comes back as returns and notices of change. */
export const OUR_ORIGINATORS = 900_000
