import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { proveDay } from '../../src/engine/prove-day.ts'
import { type ItemStory, readItem } from '../../src/engine/read-item.ts'
import { Config, institutionOf } from '../../src/main/config.ts'
import { configOfDay } from '../../src/main/day-config.ts'
import { openDayFolder } from '../../src/main/day-folder.ts'
import { demoFees } from '../../src/main/demo-fees.ts'
import { loadClaims } from '../../src/main/load-claims.ts'
import { openEngine } from '../../src/main/open-engine.ts'
import { runDay } from '../../src/main/run-day.ts'
import { AchItem } from '../../src/packs/ach/item.ts'
import type { CheckItem } from '../../src/packs/checks/item.ts'
import { simulateDay } from '../../src/simulate/simulate-day.ts'
import { createTestDatabase, shareTemplate } from '../postgres.ts'
import { ask } from './arrivals.ts'
import { writeDepositedLetters } from './deposited-letters.ts'
import { type Desk, deskOf, openDesk } from './desk.ts'
import { receiveFaultyAnswers } from './faulty-answers.ts'
import { receiveHeldUnits } from './held-units.ts'
import { choicesOf } from './ways-chosen.ts'

export const NOON = Temporal.Instant.from('2026-11-20T17:00:00Z')
const OPTIONS = { seed: 11, items: 600, day: Temporal.PlainDate.from('2026-11-20'), perKind: 3 } as const

/** A day in which every kind of exception is, about every sort of item that it can be about. */
export interface EveryKind {
  readonly engine: Engine
  readonly desk: Desk
  /** The engine’s clock: noon of the day, until a test sets it. */
  readonly clock: { now: Temporal.Instant }
  /** One exception of each kind and sort of item. */
  readonly excepted: readonly Excepted[]
  /** Every way out of one of them as somebody would take it, with its steps. What asks nothing of what the item is stands with the first of each kind alone. */
  choices(of: Excepted): Promise<readonly ResolutionAsked[][]>
  close(): Promise<void>
}

/** The day is simulated and processed once in a run of tests; each that asks gets a copy. */
export async function openEveryKind(): Promise<EveryKind> {
  const template = await shareTemplate({
    name: 'every_kind',
    from: 'migrated',
    fill: async ({ url, folder }) => processDay(url, folder),
  })
  const dataDir = mkdtempSync(join(tmpdir(), 'clearday-every-kind-'))
  cpSync(template.folder, dataDir, { recursive: true })
  const database = await createTestDatabase(template)
  const clock = { now: NOON }
  const open = await openOn(database.url, dataDir, () => clock.now)
  const { engine } = open
  const excepted = JSON.parse(readFileSync(join(dataDir, EXCEPTED), 'utf8')) as Excepted[] // as it was written
  const accounts = await goodAccounts(engine)
  return {
    ...{ engine, clock, excepted, desk: await deskOf(engine) },
    async choices(of) {
      const isFirst = excepted.find(one => kindOf(one) === kindOf(of))?.id === of.id
      const all = await choicesOf({ engine, ...accounts }, of.id)
      return all.filter(([asked]) => isFirst || !ANY_SORT.some(way => way === asked?.resolution))
    },
    async close() {
      await open.close()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function processDay(url: string, dataDir: string): Promise<void> {
  const directory = dayIn(dataDir)
  const out = openDayFolder(directory, () => {})
  simulateDay(OPTIONS, out)
  writeDepositedLetters(OPTIONS, out)
  const open = await openOn(url, dataDir, () => NOON)
  await runDay(open.engine, directory, { loaded: () => {}, received: () => {} })
  await receiveFaultyAnswers(open.engine)
  await loadClaims(open.engine, directory)
  await receiveHeldUnits(open.engine)
  await openDesk(open.engine)
  writeFileSync(join(dataDir, EXCEPTED), JSON.stringify(await onePerSort(open.engine)))
  await open.close()
}

/** Without policies of second keys: each way out is taken to its end by one person. */
function openOn(url: string, dataDir: string, now: () => Temporal.Instant) {
  const institution = institutionOf(configOfDay(Config.parse({ fees: demoFees(), secondKeys: [] }), dayIn(dataDir)))
  return openEngine({ dataDir, institution, environment: { DATABASE_URL: url }, now })
}

function dayIn(dataDir: string): string {
  return join(dataDir, 'day')
}

/** The same of whatever item. */
const ANY_SORT = ['refer', 'forward', 'hold'] as const

/** Open accounts with money, in whatever bucket. */
async function goodAccounts(engine: Engine) {
  const [good, other] = await ask<{ number: string }>(
    engine,
    `select number from account where not internal and status = 'open' and type = 'checking' order by balance_minor desc limit 2`,
  )
  return { goodAccount: good?.number ?? '', otherAccount: other?.number ?? '' }
}

/** An exception, and what its item is. */
export interface Excepted {
  readonly id: number
  readonly pack: string
  readonly kind: string
  readonly decidedBy: 'person' | 'policy'
  /** Of an entry its category; of a check what it is to us, and whether it was deposited here; of either whether its amount could not be read. */
  readonly sort: string
}

/** Where a day keeps them: what an item is stands in its bytes alone. */
const EXCEPTED = 'excepted.json'

async function onePerSort(engine: Engine): Promise<readonly Excepted[]> {
  const rows = await ask<Omit<Excepted, 'sort'> & Record<string, unknown>>(
    engine,
    `select exception.id, pack, kind, decided_by as "decidedBy" from exception
     left join policy_fee as fee on fee.shard = exception.shard and fee.exception_id = exception.id and step = 'charged'
     where scope = 'item' and state <> 'closed' order by pack, kind, fee_minor desc nulls last, exception.id`,
  )
  const first = new Map<string, Excepted>()
  for (const row of rows) {
    const one = { ...row, sort: sortOf(await readItem(engine, row.id)) }
    const key = `${one.decidedBy} ${nameOf(one)}`
    if (!first.has(key)) first.set(key, one)
  }
  return [...first.values()]
}

/** `ach amount-fault noc`. */
export function nameOf({ pack, kind, sort }: Pick<Excepted, 'pack' | 'kind' | 'sort'>): string {
  return `${pack} ${kind} ${sort}`
}

function sortOf(story: ItemStory | undefined): string {
  if (story?.original === undefined) throw new Error('its bytes are not there')
  const { parsed } = story.original
  if (parsed instanceof AchItem) return `${parsed.amountRead < 0 ? 'unread ' : ''}${parsed.category}`
  const { role, amountReadable } = parsed as CheckItem // the other work type
  const isDeposited = story.batch?.detail.deposit === true && role !== 'deposit'
  return `${amountReadable ? '' : 'unread '}${isDeposited ? 'deposited ' : ''}${role}`
}

function kindOf({ decidedBy, pack, kind }: Excepted): string {
  return `${decidedBy} ${pack} ${kind}`
}

const COPIES = 3

/**
 * Does the same on several copies of the day at once, each with its share of what there is (`mine`), because most of the time goes by
 * in databases; then the books of each are proven.
 */
export async function onCopies<Came>(
  work: (at: EveryKind, mine: readonly Excepted[]) => Promise<Came>,
): Promise<readonly Came[]> {
  const copies: EveryKind[] = []
  for (let n = 0; n < COPIES; n++) copies.push(await openEveryKind())
  try {
    return await Promise.all(
      copies.map(async (at, nth) => {
        const came = await work(
          at,
          at.excepted.filter((_, n) => n % COPIES === nth),
        )
        expect((await proveDay(at.engine)).problems).toEqual([])
        return came
      }),
    )
  } finally {
    for (const at of copies) await at.close()
  }
}
