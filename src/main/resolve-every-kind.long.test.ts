import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { makeFolder } from '../../test/samples/command-line.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { takeEachCode } from '../../test/samples/each-code.ts'
import { answeredAs, countsOf, expectWritten } from '../../test/samples/effect-written.ts'
import { takeAsShown, takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack, takeUnitBack } from '../../test/samples/take-back.ts'
import { choicesOf } from '../../test/samples/ways-chosen.ts'
import type { Resolution } from '../core/exception.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Engine } from '../engine/engine.ts'
import { previewResolution } from '../engine/preview-resolution.ts'
import { proveDay } from '../engine/prove-day.ts'
import { readCandidates } from '../engine/read-candidates.ts'
import { readItem } from '../engine/read-item.ts'
import { releaseOutboundFiles } from '../engine/release-outbound-files.ts'
import { resolveException } from '../engine/resolve-exception.ts'
import { simulateDay } from '../simulate/simulate-day.ts'
import { Config, institutionOf } from './config.ts'
import { configOfDay } from './day-config.ts'
import { openDayFolder } from './day-folder.ts'
import { demoFees } from './demo-fees.ts'
import { loadClaims } from './load-claims.ts'
import { type OpenEngine, openEngine } from './open-engine.ts'
import { runDay } from './run-day.ts'

/** Law 5 over a whole simulated day: every way out of every kind of exception of an item is previewed, taken, read back and undone. */

const DAY = Temporal.PlainDate.from('2026-11-20')
const NOON = Temporal.Instant.from('2026-11-20T17:00:00Z')
/** The engine’s clock. */
let now = NOON
const root = makeFolder()
const directory = join(root, 'day')
let database: TestDatabase
let open: OpenEngine
let engine: Engine
let desk: Desk

beforeAll(async () => {
  database = await createTestDatabase()
  simulateDay(
    { seed: 11, items: 600, day: DAY, perKind: 1 },
    openDayFolder(directory, () => {}),
  )
  // Without policies of second keys: each way out is taken to its end by one person.
  const institution = institutionOf(configOfDay(Config.parse({ fees: demoFees(), secondKeys: [] }), directory))
  const environment = { DATABASE_URL: database.url }
  open = await openEngine({ dataDir: join(root, 'data'), institution, environment, now: () => now })
  engine = open.engine
  await runDay(engine, directory, { loaded: () => {}, received: () => {} })
  await loadClaims(engine, directory)
  desk = await openDesk(engine)
  const [good, other] = await ask<{ number: string }>(
    engine,
    `select number from account where not internal and status = 'open' and type = 'checking' order by balance_minor desc limit 2`,
  )
  goodAccount = good?.number ?? ''
  otherAccount = other?.number ?? ''
}, 120_000)
afterAll(async () => {
  await open.close()
  await database.drop()
  rmSync(root, { recursive: true, force: true })
})

interface Excepted extends Record<string, unknown> {
  readonly id: number
  readonly pack: string
  readonly kind: string
}

/** One exception of each kind that a person decides. */
function onePerKind(): Promise<Excepted[]> {
  return ask<Excepted>(
    engine,
    `select distinct on (pack, kind) id, pack, kind from exception where scope = 'item' and decided_by = 'person' and state = 'open' order by pack, kind, id`,
  )
}

/** Open accounts with money, in whatever bucket. */
let goodAccount = ''
let otherAccount = ''
const choices = (id: number) => choicesOf({ engine, goodAccount, otherAccount }, id)

// Planted bugs seen red: the code of an answer not written; legs of a credit the other way round, which the proof finds as well.
test('law: what was previewed is what stands after the commit, for every way out of every kind, and undone it is gone', {
  timeout: 600_000,
}, async () => {
  const taken = new Map<string, string[]>()
  const refusals = new Map<string, string>()
  for (const { id, pack, kind } of await onePerKind())
    for (const steps of await choices(id)) {
      const done: string[] = []
      for (const asked of steps) {
        const preview = await previewResolution(engine, { itemId: id, asked, by: desk.ann })
        const way = `${pack} ${kind} ${[asked.resolution, asked.term, asked.answer].filter(Boolean).join(' ')}`
        if (preview.is === 'refused') {
          refusals.set(way, preview.refused)
          break
        }
        const order = { itemId: id, asked, by: desk.ann, previewSha256: preview.sha256 }
        const before = await countsOf(engine, id)
        const stale = { ...order, previewSha256: '0'.repeat(64) }
        expect(await resolveException(engine, stale), way).toMatchObject({ is: 'changed' })
        expect(await countsOf(engine, id), way).toEqual(before)
        expect(await resolveException(engine, order), way).toMatchObject({ is: 'done', effect: preview.effect })
        await expectWritten(engine, preview.effect)
        taken.set(`${pack} ${kind}`, [...(taken.get(`${pack} ${kind}`) ?? []), asked.resolution])
        done.push(way)
      }
      for (const way of done)
        expect(await takeBack(engine, { itemId: id, by: desk.ann }), way).toMatchObject({ is: 'undone' })
    }
  expect((await proveDay(engine)).problems).toEqual([])
  expect(taken.size).toBeGreaterThan(45)
  const offering = (way: Resolution) => [...taken].filter(([, ways]) => ways.includes(way)).map(([kind]) => kind)
  const elsewhere = ['ach account-deceased', 'checks check-account-deceased', 'checks check-account-non-transaction']
  expect(offering('move')).toEqual(elsewhere)
  expect(offering('split')).toEqual(elsewhere)
  // A return repeats what it returns: where that is not valid, the file would not be.
  const ofFees = [...refusals].filter(([way]) => way.endsWith(' fee'))
  expect(ofFees.map(([way, why]) => `${way}: ${why}`)).toEqual([
    // Nobody pays who has died, for a claim of theirs, or out of an account of another type or that is not known.
    'ach account-deceased fee: fee_refused',
    'ach claim-late fee: resolution_not_possible',
    'ach claim-unauthorized fee: resolution_not_possible',
    'checks check-account-deceased fee: fee_refused',
    'checks check-account-non-transaction fee: fee_refused',
    'checks micr-unreadable fee: fee_refused',
    'checks returned-check-without-original fee: fee_refused',
  ])
  expect([...refusals].filter(([way]) => !way.endsWith(' fee'))).toEqual([
    // It is on file; and what nobody sent is matched with nothing.
    ['ach claim-unauthorized statement', 'resolution_not_possible'],
    ['ach noc-without-original correct', 'correction_not_clear'],
    ['ach return-without-original correct', 'correction_not_clear'],
    ['ach sec-code-unknown return', 'code_refused'],
    ['ach trace-fault return', 'code_refused'],
    // Nothing came back of what is on our own account.
    ['checks returned-check-without-original correct', 'correction_not_clear'],
  ])
  expect(offering('chargeback')).toEqual(['checks late-returned-check'])
  expect(offering('adjust')).toEqual(
    expect.arrayContaining(['ach claim-late', 'ach contested-return', 'ach review-threshold']),
  )
  expect(offering('correct')).toContain('ach refused-noc')
  expect(offering('forward').length).toBeGreaterThan(45)
  expect(offering('fee').length).toBeGreaterThan(20)
  expect(offering('waive')).toEqual(offering('fee'))
  expect(offering('hold').length).toBeGreaterThan(40)
})

// Seen red with the first code of the kind taken, whichever was asked for.
test('law: with every code that is allowed, what was previewed is to the byte what a commit would keep', {
  timeout: 600_000,
}, async () => {
  const seen: string[] = []
  const refusals: string[] = []
  const takeEach = async ({ id, pack, kind }: Excepted) => {
    const ways = (await choices(id)).flatMap(([one]) => one ?? [])
    const came = await takeEachCode(engine, { itemId: id, ways, by: desk.ann })
    seen.push(...came.done.map(way => `${pack} ${kind} ${way}`))
    refusals.push(...came.refused.map(way => `${pack} ${kind} ${way}`))
  }
  for (const one of await onePerKind()) await takeEach(one)
  for (const one of await onePerPolicyKind()) {
    const takenOver = await takeAsShown(engine, { itemId: one.id, asked: { resolution: 'take_over' }, by: desk.ann })
    expect(takenOver, one.kind).toMatchObject({ is: 'done' })
    await takeEach(one)
    expect(await takeBack(engine, { itemId: one.id, by: desk.ann }), one.kind).toMatchObject({ is: 'undone' })
  }
  expect((await proveDay(engine)).problems).toEqual([])
  expect(seen.length).toBeGreaterThan(100)
  expect(seen).toEqual(expect.arrayContaining(['ach dishonored-return contest R72', 'ach account-closed return R12']))
  // As above: what is repeated in the return would not be valid, whatever the code.
  expect(refusals).toEqual(['sec-code-unknown', 'trace-fault'].map(kind => `ach ${kind} return R17: code_refused`))
})

/** One of each kind that is held as a whole, claims without a debit with them. */
function oneUnitPerKind(): Promise<Excepted[]> {
  return ask<Excepted>(
    engine,
    `select distinct on (pack, kind) id, pack, kind from exception where scope <> 'item' and state = 'open' order by pack, kind, id`,
  )
}

/** What can be taken back first, then what cannot. */
async function choicesOfUnit({ id, pack, kind }: Excepted): Promise<readonly ResolutionAsked[]> {
  const ways = engine.packs[pack as 'ach' | 'checks'].kinds[kind]?.resolutions ?? []
  const [near] = ways.includes('correct') ? ((await readCandidates(engine, id)) ?? []) : []
  const to = ways.includes('deny') ? 'customer' : 'sender'
  const asked = (resolution: Resolution): ResolutionAsked =>
    resolution === 'correct'
      ? { resolution, fields: { item: String(near?.item) } }
      : { resolution, to, words: 'What was meant?' }
  return ways.toSorted((a, b) => ENDS.indexOf(a) - ENDS.indexOf(b)).map(asked)
}

/** Not undone: what becomes of the items is decided one by one. */
const ENDS: readonly Resolution[] = ['release', 'correct']

// Seen red with the recredit of a claim listed, which nothing decides.
test('law: the same of every way out of what is held as a whole, but for those whose door is named', {
  timeout: 600_000,
}, async () => {
  const refusals: string[] = []
  const taken: string[] = []
  for (const one of await oneUnitPerKind())
    for (const asked of await choicesOfUnit(one)) {
      const way = `${one.pack} ${one.kind} ${asked.resolution}`
      const resolved = await takeUnitAsShown(engine, { exceptionId: one.id, asked, by: desk.ann })
      if (resolved.is === 'refused') refusals.push(`${way}: ${resolved.refused}, ${resolved.why}`)
      else expect(resolved, way).toMatchObject({ is: 'done' })
      if (resolved.is !== 'done') continue
      taken.push(way)
      const undone = await takeUnitBack(engine, { exceptionId: one.id, by: desk.ann })
      expect(undone, way).toMatchObject(ENDS.includes(asked.resolution) ? { is: 'refused' } : { is: 'undone' })
    }
  expect((await proveDay(engine)).problems).toEqual([])
  expect(taken).toEqual(expect.arrayContaining(['deny', 'refer', 'correct'].map(way => `ach claim-unmatched ${way}`)))
  expect(refusals).toEqual([expect.stringMatching(/^checks malformed-letter release: .*, Nothing of it could be read/)])
})

/** One of each kind that a policy decides, with the cents that it charged for it: one that it charged for where there is one. */
function onePerPolicyKind(): Promise<(Excepted & { readonly charged: number })[]> {
  return ask(
    engine,
    `select distinct on (pack, kind) id, pack, kind, coalesce(fee_minor, 0) as charged
     from exception left join policy_fee as fee on fee.shard = exception.shard and fee.exception_id = exception.id and step = 'charged'
     where scope = 'item' and decided_by = 'policy' and state <> 'closed' order by pack, kind, fee_minor desc nulls last, id`,
  )
}

const balanceIn = ([row]: Awaited<ReturnType<typeof answeredAs>>) => Number(row?.balance ?? 0)

// Seen red with the fee of a policy left with the customer when its decision is taken over.
test('law: what a policy decided is taken over with every way out of its kind, and undone it is the policy’s to the byte', {
  timeout: 600_000,
}, async () => {
  const kinds = await onePerPolicyKind()
  const taken = new Map<string, string[]>()
  const refusals: string[] = []
  const take = async (itemId: number, asked: ResolutionAsked) => {
    const preview = await previewResolution(engine, { itemId, asked, by: desk.ann })
    if (preview.is === 'refused') return preview.refused
    const order = { itemId, asked, by: desk.ann, previewSha256: preview.sha256 }
    expect(await resolveException(engine, { ...order, previewSha256: '0'.repeat(64) })).toMatchObject({ is: 'changed' })
    expect(await resolveException(engine, order), asked.resolution).toMatchObject({
      is: 'done',
      effect: preview.effect,
    })
    await expectWritten(engine, preview.effect)
    return undefined
  }
  for (const { id, pack, kind, charged } of kinds) {
    const policys = await answeredAs(engine, id)
    expect(await take(id, { resolution: 'take_over' }), kind).toBeUndefined()
    const open = await answeredAs(engine, id)
    expect(balanceIn(open) - balanceIn(policys), kind).toBe(charged)
    for (const steps of await choices(id)) {
      let done = 0
      for (const asked of steps) {
        const refusal = await take(id, asked)
        if (refusal !== undefined) refusals.push(`${pack} ${kind} ${asked.resolution}: ${refusal}`)
        if (refusal !== undefined) break
        done++
        taken.set(`${pack} ${kind}`, [...(taken.get(`${pack} ${kind}`) ?? []), asked.resolution])
      }
      for (; done > 0; done--)
        expect(await takeBack(engine, { itemId: id, by: desk.ann }), kind).toMatchObject({ is: 'undone' })
      expect(await answeredAs(engine, id), `${kind} ${steps[0]?.resolution}`).toEqual(open)
    }
    expect(await takeBack(engine, { itemId: id, by: desk.bob }), kind).toMatchObject({ is: 'undone' })
    expect(await answeredAs(engine, id), kind).toEqual(policys)
  }
  expect((await proveDay(engine)).problems).toEqual([])
  expect([...taken.keys()]).toEqual(kinds.map(one => `${one.pack} ${one.kind}`))
  expect(kinds.length).toBe(14)
  expect(kinds.filter(one => one.charged > 0).map(one => one.kind)).toEqual([
    ...['insufficient-funds', 'uncollected-funds', 'check-insufficient-funds', 'check-uncollected-funds'],
  ])
  // Nothing posts to such an account, and nobody pays out of one.
  expect(refusals.filter(one => !one.endsWith(' fee: fee_refused'))).toEqual([
    'ach account-closed post: resolution_not_possible',
    'ach account-frozen post: resolution_not_possible',
    'ach account-malformed post: resolution_not_possible',
    'ach account-not-found post: resolution_not_possible',
    'checks check-account-frozen post: resolution_not_possible',
    'checks check-account-frozen move: resolution_not_possible',
  ])
})

// Seen red with what is reversed booked on the day of the decision.
test('what stands from another day is reversed by entries of today, for every way out of every kind, and the books say so', {
  timeout: 600_000,
}, async () => {
  const decided: number[] = []
  for (const { id } of await onePerKind())
    for (const steps of await choices(id)) {
      const [asked] = steps
      const preview = asked && (await previewResolution(engine, { itemId: id, asked, by: desk.ann }))
      if (asked === undefined || preview?.is !== 'previewed' || preview.effect.outbound !== undefined) continue
      await resolveException(engine, { itemId: id, asked, by: desk.ann, previewSha256: preview.sha256 })
      now = NOON.add({ hours: 24 * 3 })
      const undone = await takeBack(engine, { itemId: id, by: desk.ann })
      expect(undone, `${asked.resolution} of ${id}`).toMatchObject({ is: 'undone', by: 'reversal' })
      const days = undone.is === 'undone' ? undone.legs.map(leg => leg.day) : []
      expect(days.filter(day => day < '2026-11-23')).toEqual([])
      now = NOON
      decided.push(id)
    }
  expect(decided.length).toBeGreaterThan(100)
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with a return of what we sent answered with a return of our own; and, of what left, with its value put back to the network.
test('what goes back goes out in files that our own reader reads as they were meant, and the books say so', {
  timeout: 300_000,
}, async () => {
  const answered: number[] = []
  for (const { id } of await onePerKind()) {
    const asked = (await choices(id))
      .flat()
      .find(one => ['return', 'dishonor', 'contest', 'refuse'].includes(one.resolution))
    const preview = asked && (await previewResolution(engine, { itemId: id, asked, by: desk.ann }))
    if (asked === undefined || preview?.is !== 'previewed') continue
    await resolveException(engine, { itemId: id, asked, by: desk.ann, previewSha256: preview.sha256 })
    answered.push(id)
  }
  expect(answered.length).toBeGreaterThan(35)
  await releaseOutboundFiles(engine, undefined, NOON)
  const rows = await ask<{ state: string }>(
    engine,
    'select distinct item.state from item where id = any ($1::bigint[])',
    [answered],
  )
  expect(rows).toEqual([{ state: 'returned' }])
  expect((await proveDay(engine)).problems).toEqual([])
  const ends = () =>
    ask<{ state: string; closed_as: string | null; code: string | null }>(
      engine,
      `select item.state, closed_as, exception.code from exception join item using (shard, id) where item.id = any ($1::bigint[]) order by item.id`,
      [answered],
    )
  // What left stands: the other bank is asked to put it right, by the rules of its own rail, and that is taken back again.
  const [left, history] = [await ends(), await decisionsDone()]
  const asked = new Map<string, number>()
  for (const itemId of answered) {
    const shown = await takeBack(engine, { itemId, by: desk.ann })
    if (shown.is !== 'undone' || shown.opens === undefined) throw new Error(`item ${itemId}: ${JSON.stringify(shown)}`)
    await expectWritten(engine, shown.opens)
    const { adjustment, exception, letters } = shown.opens
    const runs = exception.clock?.runs.rule ?? ''
    expect(letters[0], `item ${itemId}`).toMatchObject({ to: 'sender', rule: runs })
    const pack = (await readItem(engine, itemId))?.receipt.pack
    const of = `${pack} ${adjustment?.type} ${runs}`
    asked.set(of, (asked.get(of) ?? 0) + 1)
  }
  expect([...asked.keys()].sort()).toEqual([
    'ach AGAIN ach-dishonor',
    'ach CONTEST ach-contest',
    'ach NOC ach-noc-refused-answer',
    'ach TAKEBACK ach-claim-between-banks',
    'checks AGAIN adjustment-any',
  ])
  expect(new Set((await ends()).map(one => one.closed_as))).toEqual(new Set([null]))
  expect(await decisionsDone()).toBe(history + answered.length)
  expect((await proveDay(engine)).problems).toEqual([])
  for (const itemId of answered)
    expect(await takeBack(engine, { itemId, by: desk.ann }), `item ${itemId}`).toMatchObject({
      ...{ is: 'undone', by: 'undo', endsAs: { state: 'returned', code: expect.stringMatching(/./) } },
    })
  expect(await ends()).toEqual(left)
  expect(await decisionsDone()).toBe(history)
  expect((await proveDay(engine)).problems).toEqual([])
  // Years later every door is closed, and the rule that closed it is named.
  now = NOON.add({ hours: 24 * 365 * 3 })
  for (const itemId of answered)
    expect(await takeBack(engine, { itemId, by: desk.ann }), `item ${itemId}`).toMatchObject({
      ...{
        refused: 'effect_left',
        why: expect.stringMatching(
          /until \w+ 20\d\d-\d\d-\d\d \(rule (ach|adjustment)-|our own entries are reversed until/,
        ),
      },
    })
  now = NOON
})

/** How many decisions stand. */
async function decisionsDone(): Promise<number> {
  const [row] = await ask<{ count: number }>(engine, "select count(*)::int from decision where state = 'done'")
  return row?.count ?? 0
}
