import { beforeAll, describe, expect, test } from 'vitest'
import { fewOrAll } from '../../test/samples/few-or-all.ts'
import { latin1Text } from '../core/latin1.ts'
import { createMemoryDay } from './memory-day.ts'
import type { SimulateOptions } from './plan.ts'
import { PLANTED_KINDS } from './plant/kinds.ts'
import { rangeOf } from './plant/planting.ts'
import { simulateDay } from './simulate-day.ts'

type Files = ReadonlyMap<string, Uint8Array>
type Row = Readonly<Record<string, string>>

const DAY = Temporal.PlainDate.from('2026-06-16')

function simulated(options: Partial<SimulateOptions>): Files {
  const day = createMemoryDay()
  simulateDay({ seed: 1, items: 1_000, day: DAY, ...options }, day.out)
  return day.files
}

/** The truth of a large day, of which nothing else is kept. */
function truthOf(options: Partial<SimulateOptions>): string {
  const day = createMemoryDay()
  const nowhere = { write: () => {}, close: () => {} }
  const file = (path: string) => (path === 'truth.csv' ? day.out.file(path) : nowhere)
  simulateDay({ seed: 1, items: 1_000, day: DAY, ...options }, { file })
  return textOf(day.files, 'truth.csv')
}

function textOf(files: Files, path: string): string {
  return latin1Text(files.get(path) ?? new Uint8Array())
}

function rowsOf(files: Files, path: string): readonly Row[] {
  const [head = '', ...lines] = textOf(files, path).trimEnd().split('\n')
  const names = head.split(',')
  return lines.map(line => Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])))
}

describe('a day from a seed', () => {
  // Seen red with the time of writing in the file header instead of the time of arrival.
  test('is the same to the byte for the same seed, and another for another', () => {
    const first = simulated({})
    const again = simulated({})
    expect([...again.keys()]).toEqual([...first.keys()])
    for (const [path, bytes] of first) expect(again.get(path), path).toEqual(bytes)
    expect(simulated({ seed: 2 }).get('truth.csv')).not.toEqual(first.get('truth.csv'))
  })

  test('has as many items as were asked for', () => {
    for (const items of [1_000, 5_000]) {
      const truth = rowsOf(simulated({ items, imagesMax: 0 }), 'truth.csv')
      expect(truth.filter(row => row.scope === 'item')).toHaveLength(items)
    }
  })

  test('has every kind of fault and a near miss of it in a thousand items', () => {
    expectPlanted(truthOf({ imagesMax: 0 }), 1)
  })

  // The bar of the day: thirty of each in a hundred thousand. Seen red with `perKind` of 20 in 100,000.
  test('has thirty of every kind and thirty near misses in a hundred thousand items', () => {
    const items = fewOrAll(10_000, 100_000)
    expectPlanted(truthOf({ items, imagesMax: 0 }), (items / 100_000) * 30)
  })

  test('names kinds that share no range of accounts', () => {
    const ranges = Object.keys(PLANTED_KINDS).map(rangeOf)
    expect(new Set(ranges).size).toBe(ranges.length)
  })
})

function expectPlanted(truth: string, least: number): void {
  const planted = new Map<string, number>()
  const nearly = new Map<string, number>()
  const add = (counts: Map<string, number>, kind = '') => counts.set(kind, (counts.get(kind) ?? 0) + 1)
  for (const line of truth.trimEnd().split('\n')) {
    add(nearly, line.split(',').at(-1))
    add(planted, line.split(',').at(-2))
  }
  expect(Object.keys(PLANTED_KINDS).length).toBeGreaterThanOrEqual(25)
  for (const kind of Object.keys(PLANTED_KINDS)) {
    expect(planted.get(kind) ?? 0, `${kind} planted`).toBeGreaterThanOrEqual(least)
    expect(nearly.get(kind) ?? 0, `${kind} nearly`).toBeGreaterThanOrEqual(least)
  }
}

describe('a simulated day', () => {
  let files: Files
  let truth: readonly Row[]
  beforeAll(() => {
    files = simulated({ items: 6_000, seed: 42, imagesMax: 10 })
    truth = rowsOf(files, 'truth.csv')
  })

  test('lists every file in the order in which it arrives, history first, and a source that never came', () => {
    const manifest = rowsOf(files, 'manifest.csv')
    const paths = manifest.map(row => row.path ?? '').filter(path => path !== '')
    expect([...paths].sort()).toEqual([...files.keys()].filter(path => path.startsWith('files/')).sort())
    const instants = manifest.slice(0, -1).map(row => row.received_at ?? '')
    expect([...instants].sort()).toEqual(instants)
    expect(paths[0]).toMatch(/^files\/history\//)
    expect(manifest.at(-1)).toMatchObject({ path: '', received_at: '' })
    // New York is four hours behind in June: a file at 18 h local is after the cutoff of 17 h.
    expect(instants.some(instant => instant > '2026-06-16T21:00:00Z')).toBe(true)
    expect(
      manifest.some(
        row => row.path !== '' && row.expected_by !== '' && (row.received_at ?? '') > (row.expected_by ?? ''),
      ),
    ).toBe(true)
    expect(instants[0]?.slice(0, 7)).toBe('2025-01') // seventeen months and a few days earlier
  })

  // Seen red with returns written without a truth row.
  test('has one truth row for each item that is written, in order and without gaps', () => {
    const paths = rowsOf(files, 'manifest.csv')
      .map(row => row.path ?? '')
      .filter(path => /^files\/(ach|icl)/.test(path))
    expect(paths.length).toBeGreaterThan(30)
    for (const path of paths) {
      const rows = truth.filter(row => row.path === path && row.scope === 'item')
      const label = truth.find(
        row => row.path === path && (row.scope === 'receipt' || row.kind?.startsWith('malformed-')),
      )
      if (label !== undefined && rows.length === 0) continue
      const amounts = path.startsWith('files/ach')
        ? entriesOf(files, path).map(entry => entry.amount)
        : checkAmounts(files.get(path)!)
      expect(
        rows.map(row => row.seq),
        path,
      ).toEqual(amounts.map((_, seq) => String(seq)))
      expect(
        rows.map(row => row.amount_minor),
        path,
      ).toEqual(amounts.map(amount => String(/^\d+$/.test(amount) ? Number(amount) : 0)))
    }
  })

  // Seen red with addenda left out of the count, and (by the writer's own refusal) with the hash not cut to ten digits.
  test('law: counts, hash and totals agree in every batch and file where none is planted', () => {
    const faulty = new Set(truth.filter(row => row.scope !== 'item' && row.kind !== '').map(row => row.path))
    const right = [...files.keys()].filter(path => path.endsWith('.ach') && !faulty.has(path))
    expect(right.length).toBeGreaterThan(30)
    for (const path of right) checkTotals(files, path)
  })

  // Seen red with the planted check digit written as it should be.
  test('law: routing numbers fit their check digit but where that is planted', () => {
    expect(truth.filter(row => row.kind === 'routing-check-digit').length).toBeGreaterThan(0)
    for (const row of truth) {
      if (row.scope !== 'item' || !row.path?.startsWith('files/ach')) continue
      const entry = entriesOf(files, row.path)[Number(row.seq)]!
      expect(fitsCheckDigit(entry.routing), `${row.path}#${row.seq}`).toBe(row.kind !== 'routing-check-digit')
    }
  })

  // Seen red with the ordinary amounts drawn without regard to the balance.
  test('law: every account can pay all that it is asked for in any order, but where money is what is planted', () => {
    const accounts = new Map(rowsOf(files, 'accounts.csv').map(row => [row.number, row]))
    const asked = new Map<string, number>()
    for (const row of truth) {
      if (row.scope !== 'item' || row.outcome !== 'post' || row.direction !== 'debit') continue
      asked.set(row.account!, (asked.get(row.account!) ?? 0) + Number(row.amount_minor))
    }
    for (const [number, minor] of asked) {
      const account = accounts.get(number)
      if (account === undefined) continue // another bank's: a return, or a check on its way
      const free = Number(account.balance_minor) - Number(account.held_minor) + Number(account.overdraft_limit_minor)
      // Where there was nothing, money may have come before the day.
      expect(free === 0 ? creditedBefore(number) : free, number).toBeGreaterThanOrEqual(minor)
    }
  })

  /** Cents that earlier files bring to an account. */
  function creditedBefore(number: string): number {
    const paths = [...files.keys()].filter(path => path.startsWith('files/history/') && path.endsWith('.ach'))
    return paths
      .flatMap(path => recordsOf(files, path))
      .filter(record => /^6[23]2/.test(record) && record.slice(12, 29).trim() === number)
      .reduce((sum, record) => sum + Number(record.slice(29, 39)), 0)
  }

  // Seen red with accounts of all kinds taken from one range, each kind beginning at its start.
  test('law: no account has two planted items, and each account is listed once', () => {
    const numbers = rowsOf(files, 'accounts.csv').map(row => row.number)
    expect(new Set(numbers).size).toBe(numbers.length)
    const plantedAccounts = truth
      .filter(row => row.scope === 'item' && row.kind !== '' && numbers.includes(row.account))
      .map(row => row.account)
    expect(new Set(plantedAccounts).size).toBe(plantedAccounts.length)
  })

  test('sends copies that are the originals byte for byte, renamed or stored in an archive', () => {
    const refused = truth.filter(row => row.kind === 'duplicate-file').map(row => row.path!)
    const originals = new Set(
      [...files]
        .filter(([path]) => path.endsWith('.ach') && !refused.includes(path))
        .map(([, bytes]) => latin1Text(bytes)),
    )
    for (const path of refused) {
      const text = latin1Text(files.get(path)!)
      if (path.endsWith('.zip'))
        expect(
          [...originals].some(original => text.includes(original)),
          path,
        ).toBe(true)
      else expect(originals.has(text), path).toBe(true)
    }
    expect(refused.some(path => path.endsWith('.zip')) && refused.some(path => path.endsWith('.ach'))).toBe(true)
  })
})

interface Entry {
  readonly code: string
  readonly routing: string
  readonly amount: string
}

/** The records of an ACH file, whatever its line ends, cut by hand. */
function recordsOf(files: Files, path: string): readonly string[] {
  const text = textOf(files, path).replace(/[\r\n]/g, '')
  return Array.from({ length: text.length / 94 }, (_, at) => text.slice(at * 94, at * 94 + 94))
}

const kept = new Map<string, readonly Entry[]>()

function entriesOf(files: Files, path: string): readonly Entry[] {
  const known = kept.get(path)
  if (known !== undefined) return known
  const entries = recordsOf(files, path)
    .filter(record => record[0] === '6')
    .map(record => ({ code: record.slice(1, 3), routing: record.slice(3, 12), amount: record.slice(29, 39) }))
  kept.set(path, entries)
  return entries
}

function checkTotals(files: Files, path: string): void {
  const records = recordsOf(files, path)
  const file = { batches: 0, count: 0, hash: 0n, debit: 0, credit: 0 }
  let batch = { count: 0, hash: 0n, debit: 0, credit: 0 }
  for (const record of records) {
    if (record[0] === '5') batch = { count: 0, hash: 0n, debit: 0, credit: 0 }
    if (record[0] === '6' || record[0] === '7') batch.count += 1
    if (record[0] === '6') {
      batch.hash += BigInt(record.slice(3, 11))
      const amount = record.slice(29, 39)
      const minor = /^\d{10}$/.test(amount) ? Number(amount) : 0
      if (Number(record[2]) < 5) batch.credit += minor
      else batch.debit += minor
    }
    if (record[0] === '8') {
      const declared = [record.slice(4, 10), record.slice(10, 20), record.slice(20, 32), record.slice(32, 44)].map(
        BigInt,
      )
      expect(declared, `${path} batch ${file.batches}`).toEqual([
        BigInt(batch.count),
        batch.hash % 10_000_000_000n,
        BigInt(batch.debit),
        BigInt(batch.credit),
      ])
      file.batches += 1
      file.count += batch.count
      file.hash += batch.hash
      file.debit += batch.debit
      file.credit += batch.credit
    }
  }
  const control = records.find(record => record[0] === '9' && record !== '9'.repeat(94))!
  const declared = [
    control.slice(1, 7),
    control.slice(7, 13),
    control.slice(13, 21),
    control.slice(21, 31),
    control.slice(31, 43),
    control.slice(43, 55),
  ].map(BigInt)
  const computed = [
    BigInt(file.batches),
    BigInt(records.length / 10),
    BigInt(file.count),
    file.hash % 10_000_000_000n,
    BigInt(file.debit),
    BigInt(file.credit),
  ]
  expect(declared, path).toEqual(computed)
}

/** 3, 7, 1 again and again: the sum over nine digits is a multiple of ten. */
function fitsCheckDigit(routing: string): boolean {
  const sum = [...routing].reduce((total, digit, at) => total + Number(digit) * [3, 7, 1][at % 3]!, 0)
  return sum % 10 === 0
}

/** Amounts of the items of a cash letter in any of the three framings, walked by hand. */
function checkAmounts(bytes: Uint8Array): readonly string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const amounts: string[] = []
  const see = (record: string) => {
    if (record.startsWith('25') || record.startsWith('61')) amounts.push(record.slice(47, 57))
    if (record.startsWith('31')) amounts.push(record.slice(31, 41))
    if (record.startsWith('62')) amounts.push(record.slice(47, 61))
  }
  if (bytes[0] !== 0) for (const line of latin1Text(bytes).split('\n')) see(line)
  else {
    for (let at = 0; at < bytes.length; at += 4 + view.getUint32(at)) {
      const record = bytes.subarray(at + 4, at + 4 + Math.min(view.getUint32(at), 100))
      see(
        (record[0] ?? 0) >= 0xf0
          ? String.fromCharCode(...record.map(byte => (byte >= 0xf0 && byte <= 0xf9 ? byte - 0xc0 : 0x20)))
          : latin1Text(record),
      )
    }
  }
  return amounts
}
