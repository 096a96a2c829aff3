import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Account } from '../core/account.ts'
import { latin1Bytes, latin1Text } from '../core/latin1.ts'
import type { DecideContext, ItemFacts, Pack } from '../core/pack.ts'
import { RETURN_R01 } from './ach/sample-addenda.ts'
import { iatAddenda } from './ach/sample-entries.ts'
import { ACH_EXAMPLES } from './ach/sample-exceptions.ts'
import { sampleFile } from './ach/sample-file.ts'
import { PACK_LAWS } from './conformance.ts'
import { PACKS } from './index.ts'

const packs = Object.values(PACKS).map((pack: Pack) => [pack.name, pack] as const)

/** Files of every pack, all of which every pack must survive. */
const SAMPLES: readonly Uint8Array[] = [
  sampleFile([
    { entries: [{}, { transactionCode: 22, trace: '121042880000018', addenda: [{ kind: '05' }] }] },
    {
      header: { secCode: 'CTX', batchNumber: 2 },
      entries: [{ name: '0002ACME', addenda: [{ kind: '05' }, { kind: '05' }] }],
    },
    { header: { secCode: 'ARC', batchNumber: 3, entryDescription: 'REVERSAL' }, entries: [{ identification: '1042' }] },
    { header: { batchNumber: 4 }, entries: [{ transactionCode: 26, addenda: [RETURN_R01] }] },
  ]),
  sampleFile([{ header: { secCode: 'PPD' }, entries: [{ addenda: iatAddenda() }] }]),
]

const CONTEXT: Omit<DecideContext, 'batch'> = {
  settings: {
    routingNumbers: ['091000019'],
    reviewOverMinor: { debit: 100_000, credit: 100_000, check: 100_000 },
    duplicateMonths: 18,
    staleMonths: 6,
  },
  receivedDay: 20_780,
  postingDay: 20_780,
  bankingDaysBetween: (from, to) => to - from,
  dueDay: (_, from) => from + 2,
  image: undefined,
}

const ACCOUNT: Account = {
  id: 1,
  number: '4400123456',
  status: 'open',
  type: 'checking',
  holderType: 'consumer',
  holderName: 'Robin Miller',
  balanceMinor: 1,
  heldMinor: 0,
  overdraftLimitMinor: 0,
}

const NOTHING_KNOWN: ItemFacts = { account: undefined, facts: () => [], claimedBefore: () => undefined, posted: [] }

/** Facts that say something about everything, with details that hold nothing the checks expect. */
const ALL_KNOWN: ItemFacts = {
  account: ACCOUNT,
  facts: (kind, key) => [
    { kind, key, fromDay: 0, toDay: 99_999, detail: { amountMinor: 'x', rail: null, serialFrom: -1 } },
  ],
  claimedBefore: () => ({ itemId: 1, pack: 'ach', day: 20_779, sameFile: true }),
  posted: [{ day: 20_779, amountMinor: 1, direction: 'debit', count: 1, batch: {} }],
}

/** A sample with some of its bytes changed, cut out or doubled; or any bytes at all. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 600 }),
  fc
    .tuple(
      fc.constantFrom(...SAMPLES),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 2 })), { maxLength: 8 }),
    )
    .map(([sample, changes]) => changes.reduce(mutate, sample)),
)

function mutate(bytes: Uint8Array, [place, byte, how]: readonly [number, number, number]): Uint8Array {
  const at = bytes.length === 0 ? 0 : place % bytes.length
  if (how === 0) return bytes.map((old, index) => (index === at ? byte : old))
  const rest = Array.from(bytes.subarray(at + (how === 1 ? byte : 0)))
  return Uint8Array.from([...bytes.subarray(0, at), ...(how === 2 ? bytes.subarray(at, at + byte) : []), ...rest])
}

/** A line of fill whose end was lost among more nines: whether fill begins in it is told by the byte before, of an earlier chunk. */
const NINES_ACROSS_CHUNKS = latin1Bytes(
  latin1Text(sampleFile([{ header: { secCode: 'PPD' }, entries: [{ addenda: iatAddenda() }] }])).replace(
    '9\n9',
    `9\0${'9'.repeat(54)}`,
  ),
)
/** An entry whose columns slipped and that begins as a batch header: the account stands where the company's name should. */
const ACCOUNT_AS_COMPANY = latin1Bytes(
  `5500${'0000194400123456'.padEnd(75)}121042880000001\n${latin1Text(sampleFile([{ entries: [{}] }])).split('\n')[2]}\n`,
)

describe.each(packs)('%s', (name, pack) => {
  // Seen red with: a queue deleted, a procedure deleted, a clock of no registry, one that stands twice, the codes of a
  // returnable kind emptied.
  test('every kind has a sentence, a procedure, a clock, a resolution and its codes', () => {
    expect(PACK_LAWS.brokenKinds(pack, proceduresOf(name))).toEqual([])
  })

  // Each pack's own tests decide its examples; here none may be missing. (The type of the table holds for checks, see its test.)
  test('every check of an item has an example that it fires on', () => {
    const ofItems = Object.keys(pack.kinds).filter(
      kind => pack.kinds[kind]?.scope === 'item' && !kind.startsWith('claim-'),
    )
    if (name === 'ach') expect(Object.keys(ACH_EXAMPLES).sort()).toEqual(ofItems.sort())
    expect(ofItems.length).toBeGreaterThan(20)
  })

  // Seen red with: the byte before a chunk forgotten (the example); an item handed on as a view that keeps the chunk; an item's amount -1 when unreadable; the tally of a batch carried into the next.
  test('law: whatever the bytes and chunks, items add up to batches and batches to the file', () => {
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 1, max: 200 }), (bytes, chunk) => {
        expect(PACK_LAWS.brokenReading(pack, bytes, chunk, CONTEXT.settings)).toEqual([])
      }),
      { numRuns: 300, examples: [[NINES_ACROSS_CHUNKS, 1]] },
    )
  })

  // Seen red with: the trace of a damaged record shown whatever it holds; the company's name, whatever the header is (the example).
  test('law: whatever the bytes, each item is wanted, decided, posted and shown, whatever is known', () => {
    fc.assert(
      fc.property(anyBytes, fc.constantFrom(NOTHING_KNOWN, ALL_KNOWN), (bytes, facts) => {
        expect(PACK_LAWS.brokenDeciding(pack, bytes, facts, CONTEXT)).toEqual([])
      }),
      { numRuns: 300, examples: [[ACCOUNT_AS_COMPANY, NOTHING_KNOWN]] },
    )
  })

  // Seen red with less than a record thrown at.
  test('law: any bytes parse as an item of any batch', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())),
        (raw, detail) => {
          const item = pack.parseItem(raw, detail, CONTEXT.settings)
          const decision = pack.decide(item, NOTHING_KNOWN, { ...CONTEXT, batch: detail })
          expect(decision === undefined || decision.finding.kind in pack.kinds).toBe(true)
          expect(pack.describe(item, detail)).not.toBe('')
        },
      ),
      { numRuns: 300 },
    )
  })
})

function proceduresOf(name: string): ReadonlyMap<string, string> {
  const folder = new URL(`./${name}/procedures/`, import.meta.url)
  const names = readdirSync(folder).filter(file => file.endsWith('.md'))
  return new Map(names.map(file => [file.slice(0, -3), readFileSync(new URL(file, folder), 'utf8')]))
}
