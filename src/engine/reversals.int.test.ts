import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import type { BatchSample } from '../packs/ach/sample-file.ts'
import { POSTED_BEFORE } from '../store/posted-before.ts'

/** A reversal takes back an entry that the same company sent to the same account. */

let at: TestEngine
const [account = ''] = accountNumbers(1)
const ACME = { companyId: '1234567890', companyName: 'ACME UTILITIES' }
const OTHER = { companyId: '1999999999', companyName: 'ANOTHER FIRM' }

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, [account])
})
afterEach(() => at.close())

// Planted bugs seen red: the batches joined by their receipt alone; the company not compared; only the newest looked at.
test.each([
  ['of its own company', 'posted', [ACME], []],
  ['of another company', 'suspended', [OTHER], ['reversal-without-original']],
  ['of its own company, before another’s', 'posted', [ACME, OTHER], []],
] as const)('a reversal of a credit %s is %s', async (_, state, companies, kinds) => {
  for (const [n, company] of companies.entries()) {
    await send(companion(n, company === ACME ? OTHER : ACME), {
      header: company,
      entries: [credit(`12104288000001${n}`)],
    })
    at.clock.now = at.clock.now.add({ hours: 24 })
  }
  const reversal = { transactionCode: 27, account, amountMinor: 45_000, trace: '121042880000099' }
  await send({ header: { ...ACME, entryDescription: 'REVERSAL', effectiveDate: '261124' }, entries: [reversal] })
  expect(await ask(at.engine, 'select state from item where reference = $1', [reversal.trace])).toEqual([{ state }])
  expect((await ask(at.engine, 'select kind from exception')).map(row => row.kind)).toEqual(kinds)
})

const REVERSAL = { ...ACME, entryDescription: 'REVERSAL', effectiveDate: '261124' }
const debit = (trace: string) => ({ ...credit(trace), transactionCode: 27 })

// Seen red with: reversals that posted before not counted; those that post in the same part not told; a reversal taken for an original.
test.each([
  ['in two files', [['91'], ['92']], ['posted', 'suspended']],
  ['in one file', [['91', '92']], ['posted', 'suspended']],
] as const)('an entry is reversed once, also where its reversal comes twice %s', async (_, files, expected) => {
  await send({ header: ACME, entries: [credit('121042880000011')] })
  for (const traces of files) await send({ header: REVERSAL, entries: traces.map(end => debit(`1210428800000${end}`)) })
  expect(await statesOf('1210428800000%')).toEqual(['posted', ...expected])
})

test('two entries of one amount are reversed by two reversals, and not by a third', async () => {
  await send({ header: ACME, entries: [credit('121042880000011'), credit('121042880000012')] })
  await send({ header: REVERSAL, entries: [debit('121042880000091')] })
  await send({ header: REVERSAL, entries: [debit('121042880000092'), debit('121042880000093')] })
  expect(await statesOf('12104288000009%')).toEqual(['posted', 'posted', 'suspended'])
})

test('a reversal is not reversed: a person looks at what the company wants', async () => {
  await send({ header: ACME, entries: [credit('121042880000011')] })
  await send({ header: REVERSAL, entries: [debit('121042880000091')] })
  await send({ header: REVERSAL, entries: [credit('121042880000092')] })
  expect(await statesOf('12104288000009%')).toEqual(['posted', 'suspended'])
})

const MANY = 2_000

// Seen red with: each reversal asking for itself (MANY rows each); the rows of equal items not counted into one.
test('many reversals of one amount ask once, and equal originals come back as a count', async () => {
  const asked = { questions: 0, rows: 0 }
  const trace = (n: number) => `12104288${String(n).padStart(7, '0')}`
  const originals = Array.from({ length: MANY }, (_, n) => ({ ...credit(trace(n)), identification: `A-${n}` }))
  const reversals = Array.from({ length: MANY + 1 }, (_, n) => debit(trace(MANY + n)))
  await send({ header: ACME, entries: originals.slice(1_000) }, { header: ACME, entries: originals.slice(0, 1_000) })
  countRows(asked)
  await send({ header: REVERSAL, entries: reversals })
  expect(await ask(at.engine, 'select state, count(*) from item group by state order by state')).toEqual([
    { state: 'posted', count: 2 * MANY },
    { state: 'suspended', count: 1 },
  ])
  expect(asked).toEqual({ questions: 2, rows: 1 })
})

/** Counts what the look-up of earlier items asks and gets, on any connection of the engine. */
function countRows(into: { questions: number; rows: number }): void {
  const seen = new WeakSet<object>()
  at.engine.database.pool.on('acquire', client => {
    if (seen.has(client)) return
    seen.add(client)
    const query = client.query
    const counting = async (...sent: readonly [{ readonly text: string }, readonly (readonly unknown[])[]]) => {
      const result = await Reflect.apply(query, client, sent)
      into.questions += sent[1][0]?.length ?? 0
      into.rows += result.rows.length
      return result
    }
    Object.assign(client, {
      query: (...sent: Parameters<typeof counting>) =>
        sent[0].text === POSTED_BEFORE.text ? counting(...sent) : Reflect.apply(query, client, sent),
    })
  })
}

async function statesOf(traces: string): Promise<readonly unknown[]> {
  return (await ask(at.engine, 'select state from item where reference like $1 order by id', [traces])).map(
    row => row.state,
  )
}

const credit = (trace: string) => ({ transactionCode: 22, account, amountMinor: 45_000, trace })

/** A batch of the other company in the same file, so that only the batch's place tells them apart. */
function companion(n: number, header: typeof ACME): BatchSample {
  return { header, entries: [{ transactionCode: 22, account, amountMinor: 100, trace: `12104288000005${n}` }] }
}

async function send(...batches: readonly BatchSample[]): Promise<void> {
  await receiveAndProcess(at.engine, { bytes: achFile(batches) })
}
