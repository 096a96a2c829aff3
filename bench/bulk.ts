import assert from 'node:assert/strict'
import type { BulkSelection } from '../src/engine/bulk-selection.ts'
import { commitBulkWithin } from '../src/engine/commit-bulk.ts'
import type { Engine } from '../src/engine/engine.ts'
import { openCases } from '../src/engine/open-cases.ts'
import { previewBulk } from '../src/engine/preview-bulk.ts'
import { previewResolution } from '../src/engine/preview-resolution.ts'
import { recordAccounts } from '../src/engine/record-facts.ts'
import { resolveException } from '../src/engine/resolve-exception.ts'
import { workBulks } from '../src/engine/work-bulks.ts'
import { inWriteRequest } from '../src/store/write-request.ts'
import { accountNumbers, achFile, entries } from '../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../test/samples/desk.ts'
import { type BenchRow, median, printed } from './bench-row.ts'
import { openStpBank } from './stp-bank.ts'

const ITEMS = 10_000
const ALONE = 50
const ACCOUNTS = 1_000
const DAY = Temporal.PlainDate.from('2026-11-23')
const ASKED = { resolution: 'post' } as const

/**
 * One act on ten thousand exceptions: its dry run, all of its decisions and its undo, against the same decisions previewed and taken
 * one by one. Every count is asserted from the tables.
 */
export async function* bulk(): AsyncGenerator<BenchRow> {
  const bank = await openStpBank(0, DAY)
  try {
    bank.openOn(DAY)
    const { engine } = bank
    const desk = await openDesk(engine)
    await plantExceptions(engine)
    const alone = await oneByOne(engine, desk)
    const against = { against: 'previewed and taken one by one, ms each', against_value: Number(alone.toFixed(2)) }
    const selection: BulkSelection = { by: 'exceptions', filter: { kind: 'account-deceased' } }
    const looked = performance.now()
    const shown = await previewBulk(engine, { by: desk.ann, selection, order: { act: 'resolve', asked: ASKED } })
    if (shown.is === 'refused') throw new Error(shown.why)
    const seconds = (performance.now() - looked) / 1_000
    assert.equal(shown.shown.done.count, ITEMS)
    yield row(`dry run of ${ITEMS} exceptions`, { seconds, count: ITEMS }, against)
    const { id, sha256 } = shown
    const asked = performance.now()
    const begun = await write(engine, tx => commitBulkWithin(engine, tx, { id, sha256, by: desk.ann }))
    assert.equal(begun.is, 'begun')
    yield printed('bulk', 'what was shown is held against what matches now', {
      ...{ value: Number((performance.now() - asked).toFixed(0)), unit: 'ms' },
      ...against,
    })
    const { took, steps } = await worked(engine)
    assert.deepEqual(await ask(engine, `select count(*) from decision where bulk_id = $1 and state = 'done'`, [id]), [
      { count: ITEMS },
    ])
    yield row(`${ITEMS} decisions of one act`, { seconds: took, count: ITEMS }, against)
    yield printed('bulk', 'one step of it, during which its queue waits (median)', {
      ...{ value: Number(median(steps).toFixed(0)), unit: 'ms' },
      ...{ against: 'the longest, ms', against_value: Number(Math.max(...steps).toFixed(0)) },
    })
    const looking = performance.now()
    const back = await previewBulk(engine, { by: desk.ann, selection: { by: 'act', of: id }, order: { act: 'undo' } })
    if (back.is === 'refused') throw new Error(back.why)
    assert.equal(back.shown.done.count, ITEMS)
    yield row(
      `dry run of taking ${ITEMS} back`,
      { seconds: (performance.now() - looking) / 1_000, count: ITEMS },
      against,
    )
    await write(engine, tx => commitBulkWithin(engine, tx, { ...back, by: desk.ann }))
    const undone = await worked(engine)
    assert.deepEqual(await ask(engine, `select count(*) from decision where bulk_id = $1 and state = 'undone'`, [id]), [
      { count: ITEMS },
    ])
    yield row(`all ${ITEMS} undone`, { seconds: undone.took, count: ITEMS }, against)
  } finally {
    await bank.close()
  }
}

function row(
  measure: string,
  { seconds, count }: { readonly seconds: number; readonly count: number },
  against: { readonly against: string; readonly against_value: number },
): BenchRow {
  const each = (seconds * 1_000) / count
  return {
    ...printed('bulk', measure, { value: Number(seconds.toFixed(1)), unit: 's', ...against }),
    ...{ ratio: Number((each / against.against_value).toFixed(2)), bar: 'each <= one alone' },
    holds: each <= against.against_value,
  }
}

async function plantExceptions(engine: Engine): Promise<void> {
  const numbers = accountNumbers(ACCOUNTS)
  const accounts = numbers.map(number => anAccount(engine, number, { status: 'deceased' }))
  await recordAccounts(engine, accounts)
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(ITEMS + ALONE, { accounts: numbers }) }]) })
  await openCases(engine)
  await ask(engine, 'vacuum analyze')
}

/** Milliseconds of one decision with its preview. */
async function oneByOne(engine: Engine, { bob }: Desk): Promise<number> {
  const rows = await ask<{ id: number }>(engine, 'select id from exception order by id desc limit $1', [ALONE])
  const from = performance.now()
  for (const { id: itemId } of rows) {
    const order = { itemId, asked: ASKED, by: bob }
    const preview = await previewResolution(engine, order)
    if (preview.is === 'refused') throw new Error(preview.why)
    assert.equal((await resolveException(engine, { ...order, previewSha256: preview.sha256 })).is, 'done')
  }
  return (performance.now() - from) / ALONE
}

/** Takes what was begun to its end; seconds of all of it, and milliseconds of each step. */
async function worked(engine: Engine): Promise<{ readonly took: number; readonly steps: readonly number[] }> {
  const steps: number[] = []
  const from = performance.now()
  let last = from
  const step: Engine['step'] = name => {
    if (name !== 'bulk committed') return
    steps.push(performance.now() - last)
    last = performance.now()
  }
  await workBulks({ ...engine, step })
  return { took: (performance.now() - from) / 1_000, steps }
}

function write<T>(engine: Engine, work: Parameters<typeof inWriteRequest<T>>[2]): Promise<T> {
  return inWriteRequest(engine.database, engine.institution.orgId, work)
}
