import type pg from 'pg'
import { dateOfDayNumber } from '../core/calendar/day.ts'
import { readSeals, SEALED_THINGS, type Seal, type SealedThing, sealsNow } from './seal.ts'

/** The newest seal of every key, as the events tell them in their order. */
export class ToldSeals {
  readonly #sha256 = new Map<string, string>()

  /** Takes down an event; of a shard's chain they come in order, and a key is sealed in one chain only. */
  take(event: { readonly kind: string; readonly body: string }): void {
    if (event.kind !== 'rows_sealed') return
    for (const seal of readSeals(event.body) ?? []) this.#sha256.set(keyOf(seal), seal.sha256)
  }

  /** Holds the rows as they stand now against what was told; one sentence for each key that differs. */
  async verify(tx: pg.ClientBase, orgShard: number, report: (sentence: string) => void): Promise<void> {
    const missing = new Map(this.#sha256)
    for (const of of SEALED_THINGS) {
      for (const seal of await sealsNow(tx, orgShard, of)) {
        const key = keyOf(seal)
        const told = missing.get(key)
        missing.delete(key)
        if (told === undefined) report(`${nameOf(seal)} stands under no event: somebody added it.`)
        else if (told !== seal.sha256) report(`${nameOf(seal)} is not as it was last written: a row was changed.`)
      }
    }
    for (const key of missing.keys()) report(`${nameOf(sealOf(key))} is gone: it was written and nothing took it away.`)
  }
}

function keyOf({ of, shard, key }: Seal): string {
  return `${of}/${shard}/${key}`
}

function sealOf(key: string): Pick<Seal, 'of' | 'shard' | 'key'> {
  const [of = '', shard, id] = key.split('/')
  return { of: of as SealedThing, shard: Number(shard), key: Number(id) } // as `keyOf` made it
}

function nameOf({ of, shard, key }: Pick<Seal, 'of' | 'shard' | 'key'>): string {
  return NAMES[of](shard, key)
}

const NAMES = {
  exception: (shard, key) => `Exception or answer ${key} in shard ${shard}, with its suspense position,`,
  receipt: (_, key) => `Receipt ${key}, with its batches, faults and parts,`,
  'outbound file': (_, key) => `Outbound file ${key}`,
  'day close': (_, key) => `Try ${key % 1000} at closing ${dateOfDayNumber(Math.floor(key / 1000))}`,
  institution: (_, key) => `Institution ${key / 1024}`,
  accounts: (_, key) => `The list of accounts of shard ${key}, without balances,`,
  facts: (_, key) => `The list of facts of shard ${key}`,
  people: (_, key) => `The list of people of institution ${key / 1024}, with what they hold,`,
  question: (shard, key) => `Question ${key} of shard ${shard}`,
  note: (shard, key) => `Note ${key} of shard ${shard}`,
  document: (shard, key) => `Document ${shard}-${key}`,
} as const satisfies Record<SealedThing, (shard: number, key: number) => string>
