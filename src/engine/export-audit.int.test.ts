import { createHash, createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { rehash, type Tampering, tamperingsOf } from '../../test/samples/superuser.ts'
import type { ExportVerdict } from '../core/audit-check.ts'
import type { Seal } from '../core/signed-heads.ts'
import { checkExportFile, writeExportFile } from '../main/audit-file.ts'
import { openHeadLedger, sealOf } from '../main/head-ledger.ts'
import { createRandom, type Random } from '../simulate/random.ts'
import type { ChainDays } from '../store/chain-records.ts'
import { eventText, startLink } from '../store/event.ts'
import { verifyChains } from '../store/verify-chain.ts'
import { exportAudit, writeExport } from './export-audit.ts'
import { proveDay } from './prove-day.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { signHeads } from './sign-heads.ts'

/** An export of the audit chains holds or does not hold without the database, and names the first place that does not. */

const SEED = 20_261_122
const EDITS = 1_000
const SUPERUSER_TAMPERINGS = 60

let at: TestEngine
let folder: string
let ledger: Awaited<ReturnType<typeof openHeadLedger>>
let seal: Seal
/** The export's lines, each with its end. */
let lines: readonly string[]
const accounts = accountNumbers(20)

beforeAll(async () => {
  at = await openTestEngine()
  folder = mkdtempSync(join(tmpdir(), 'clearday-export-'))
  await openAccounts(at.engine, accounts)
  ledger = await openHeadLedger(folder, 1)
  for (let file = 0; file < 4; file++) {
    const strangers = entries(3, { accounts: accountNumbers(3, 500), from: file * 1_000 + 500 })
    await receiveAndProcess(at.engine, {
      bytes: achFile([{ entries: [...entries(30, { accounts, from: file * 1_000 }), ...strangers] }]),
    })
    if (file === 1) await releaseOutboundFiles(at.engine)
    await signHeads(at.engine, ledger)
  }
  seal = sealOf(createPublicKey(readFileSync(join(folder, 'audit', 'key.pub.pem'))))
  lines =
    gunzipSync(readFileSync(await exported('whole')))
      .toString()
      .match(/.*\n/g) ?? []
})
afterAll(async () => {
  await at.close()
  rmSync(folder, { recursive: true, force: true })
})

async function exported(name: string, days = {}): Promise<string> {
  const path = join(folder, `${name}.jsonl.gz`)
  await writeExportFile(path, sink => exportAudit(at.engine, 'operator', days, ledger, sink))
  return path
}

/** The verdict on a file of these bytes. */
async function checked(bytes: Uint8Array | string): Promise<ExportVerdict> {
  return checkExportFile(tampered(bytes), seal)
}

function tampered(bytes: Uint8Array | string): string {
  const path = join(folder, 'tampered')
  writeFileSync(path, bytes)
  return path
}

test('an untouched export holds, tells of everything, and is recorded with its SHA-256', async () => {
  const path = await exported('untouched')
  const verdict = await checkExportFile(path, seal)
  const proof = await proveDay(at.engine, await ledger.read())
  expect(verdict.problems).toEqual([])
  expect(verdict).toMatchObject({ head: { org: 1, from: null, to: null }, signaturesChecked: true })
  // The proof saw one more: the export of this file.
  expect([verdict.links, verdict.events]).toEqual([proof.audit.links - 1, proof.audit.events - 1])
  expect(verdict.signed).toBe(proof.audit.signed)
  const { rows } = await at.engine.database.pool.query(
    "select actor, body from event where kind = 'audit_exported' order by n desc limit 1",
  )
  const text = gunzipSync(readFileSync(path)).toString()
  const before = text.slice(0, text.lastIndexOf('{"end"'))
  expect(rows[0].actor).toBe('operator')
  expect(JSON.parse(rows[0].body)).toMatchObject({
    events: verdict.events,
    sha256: createHash('sha256').update(before).digest('hex'),
  })
})

test('the same database and the same signed heads give the same bytes', async () => {
  const [one, other] = await asSuperuser(async tx => [await exportOf(tx), await exportOf(tx)])
  expect(one).toBe(other)
})

// Seen red with the export read by the role that owns the tables.
test('an export reads under row-level security: what the application may not read is not in it', async () => {
  const { pool } = at.engine.database
  await pool.query('revoke select on event_link from clearday_app')
  try {
    await expect(exported('refused')).rejects.toThrow('permission denied for table event_link')
  } finally {
    await pool.query('grant select on event_link to clearday_app')
  }
})

test('what came after the last signed head is told: nothing outside the database vouches for it', async () => {
  const verdict = await checkExportFile(await exported('behind'), seal)
  expect(verdict.linksAfterHeads).toBeGreaterThan(0) // the exports that were recorded
  expect(verdict.chainsAfterHeads).toBe(1)
  expect(verdict.signedAt).toBe('2026-11-23T15:00:00Z')
})

/** The text of an export as this transaction sees the database. */
async function exportOf(tx: pg.ClientBase, days: ChainDays = {}): Promise<string> {
  const chunks: Uint8Array[] = []
  const sink = { write: async (bytes: Uint8Array) => void chunks.push(bytes), finish: async () => {} }
  await writeExport(tx, { orgId: 1, days, signed: await ledger.lines(), sign: ledger.sign }, sink)
  return Buffer.concat(chunks).toString()
}

/** Runs `work` in a transaction of a superuser that is rolled back. */
async function asSuperuser<T>(work: (tx: pg.ClientBase) => Promise<T>): Promise<T> {
  const tx = await at.engine.database.pool.connect()
  try {
    await tx.query("begin; set local timezone = 'UTC'")
    return await work(tx)
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}

/** What is done to the lines: the lines that come of it, and the first of the places that are touched, from 0. */
type Edit = (random: Random) => readonly [edited: readonly string[], place: number]

const EDITS_OF: Readonly<Record<string, Edit>> = {
  'another character': random => {
    const [place, line] = aLine(random)
    const column = random.below(line.length - 1)
    const other = line[column] === '0' ? '1' : '0'
    return [lines.with(place, `${line.slice(0, column)}${other}${line.slice(column + 1)}`), place]
  },
  'a character less': random => {
    const [place, line] = aLine(random)
    const column = random.below(line.length - 1)
    return [lines.with(place, `${line.slice(0, column)}${line.slice(column + 1)}`), place]
  },
  'a space more, which changes no meaning': random => {
    const [place, line] = aLine(random)
    return [
      lines.with(
        place,
        line.replace(random.pick([',', '{', '[', '}', ']']), found => `${found} `),
      ),
      place,
    ]
  },
  'a line less': random => {
    const [place] = aLine(random)
    return [lines.toSpliced(place, 1), place]
  },
  'a line twice': random => {
    const [from, line] = aLine(random)
    const [place] = aLine(random)
    return [lines.toSpliced(place, 0, line), Math.min(place, Math.max(from, place))]
  },
  'two lines in each other’s place': random => {
    const [one, first] = aLine(random)
    const [two, second] = aLine(random)
    return [lines.with(one, second).with(two, first), Math.min(one, two)]
  },
  'the end cut off, inside a line': random => {
    const text = lines.join('')
    const cut = random.below(text.length)
    const kept = text.slice(0, cut).match(/.*\n|.+$/g) ?? []
    return [kept, Math.max(0, kept.length - 1)]
  },
  'the end cut off, behind a line': random => {
    const [place] = aLine(random)
    return [lines.slice(0, place), place - 1]
  },
  'a link less, with its events': random => {
    const links = lines.flatMap((line, place) => (line.startsWith('{"link"') ? [place] : []))
    const place = random.pick(links)
    const next = lines.findIndex((line, other) => other > place && !line.startsWith('['))
    return [lines.toSpliced(place, next - place), place]
  },
  'an event that says more': random => {
    const events = lines.flatMap((line, place) => (line.startsWith('[') ? [place] : []))
    const place = random.pick(events)
    return [
      lines.with(place, (lines[place] ?? '').replace('"engine"', '"nobody"').replace('"test"', '"nobody"')),
      place,
    ]
  },
}

function aLine(random: Random): readonly [place: number, line: string] {
  const place = random.below(lines.length)
  return [place, lines[place] ?? '']
}

/** What somebody without the key does who knows the format: the last line says again what the lines before it are. */
function resealed(edited: readonly string[]): readonly string[] {
  const last = edited.at(-1) ?? ''
  if (!last.startsWith('{"end"')) return edited
  const before = edited.slice(0, -1)
  const count = (start: string) => before.filter(line => line.startsWith(start)).length
  const counts = { chains: count('{"chain"'), links: count('{"link"'), events: count('['), signed: count('{"signed"') }
  const sha256 = createHash('sha256').update(before.join('')).digest('hex')
  const signature: unknown = /"signature":("[^"]*"|null)/.exec(last)?.[1]
  return [...before, `{"end":${JSON.stringify({ ...counts, sha256 })},"signature":${signature}}\n`]
}

/** True when a sentence names the line (or one beside it, where lines are gone or more), or its chain; of the lines behind all chains, their kind. */
function namesPlace(problem: string, place: number, edited: string): boolean {
  const line = Number(/[Ll]ine (\d+)/.exec(problem)?.[1])
  if (Math.abs(line - (place + 1)) <= 2) return true
  const shards = [chainOver(lines.slice(0, place)), chainOver(lines.slice(0, place + 1)), chainOver([edited])]
  if (shards.includes(Number(/\bshard (\d+)/.exec(problem)?.[1]))) return true
  const isHead = place === 0 && /Line \d+, the chain of shard \d+, is of another institution/.test(problem)
  return (
    isHead ||
    (/^\{"(signed|end)"/.test(lines[place] ?? '') && /^(Signed heads|The (end|lines) of the export)/.test(problem))
  )
}

/** The shard of the last chain that begins in these lines. */
function chainOver(some: readonly string[]): number | undefined {
  const chain = some.findLast(one => one.startsWith('{"chain"'))
  return chain === undefined ? undefined : Number(/"chain":(\d+)/.exec(chain)?.[1])
}

// Seen red with, in turn: a link's hash not compared; a line compared by what it says and not letter by letter; what stands
// behind the last line not looked at.
test(`law: of ${EDITS} edits of an export each is found, and the first bad place named`, async () => {
  const random = createRandom(SEED)
  const kinds = Object.entries(EDITS_OF)
  const missed: string[] = []
  for (let number = 0; number < EDITS; number++) {
    const [name, edit] = kinds[number % kinds.length] as (typeof kinds)[number]
    const [edited, place] = edit(random.split(number))
    const bytes = (number % 3 === 0 ? resealed(edited) : edited).join('')
    if (bytes === lines.join('')) continue // two equal lines changed places
    const [problem] = (await checked(bytes)).problems
    if (problem === undefined || !namesPlace(problem, place, edited[place] ?? ''))
      missed.push(`seed ${SEED}, edit ${number}: ${name} at line ${place + 1}: ${problem ?? 'not found'}`)
  }
  expect(missed).toEqual([])
})

// Seen red with the last line's SHA-256 not compared: nothing else covers the end of what was signed.
test('a space in the last signed line is found', async () => {
  const place = lines.length - 2
  expect(lines[place]).toMatch(/^\{"signed"/)
  const edited = lines.with(place, (lines[place] ?? '').replace(',', ', '))
  expect((await checked(edited.join(''))).problems).toEqual([
    'The lines of the export are not those that were written: their SHA-256 is another one.',
  ])
})

// Seen red with the bytes behind the packed stream let through, and with its first bytes not compared.
test('an edit of the packed bytes is found', async () => {
  const packed = readFileSync(await exported('packed'))
  const random = createRandom(SEED).split('packed')
  const missed: number[] = []
  for (let number = 0; number < 200; number++) {
    const where = random.below(packed.length)
    const bit = 1 << random.below(8)
    const flipped = Buffer.from(packed)
    flipped[where] = (flipped[where] ?? 0) ^ bit
    const longer = [packed.subarray(where), Buffer.alloc(1 + (where % 99))].map(more => Buffer.concat([packed, more]))
    const ways = [flipped, packed.subarray(0, where), ...longer]
    const altered = ways[number % ways.length] ?? packed
    const isPadding = altered === flipped && where === packed.length - 9 // bits of the last packed byte that mean nothing
    if ((await checked(altered)).problems.length === 0 && !isPadding) missed.push(number)
  }
  for (let byte = 0; byte < 10; byte++)
    expect((await checked(packed.with(byte, (packed[byte] ?? 0) ^ 4))).problems, `byte ${byte}`).not.toEqual([])
  expect(missed).toEqual([])
})

// Seen red with heads of links that are gone passed over.
test(`of ${SUPERUSER_TAMPERINGS} tamperings in the database before it each is found in the export, in the words of the proof`, async () => {
  const random = createRandom(SEED).split('superuser')
  const kinds = tamperingsOf(['event', 'event_link'])
  const missed: string[] = []
  for (let number = 0; number < SUPERUSER_TAMPERINGS; number++) {
    const [name, tamper] = kinds[number % kinds.length] as Tampering
    const [problem, proof] = await asSuperuser(async tx => {
      await tamper(tx, random.split(number))
      const [first] = (await checked(await exportOf(tx))).problems
      return [first, (await verifyChains(tx, 1024, await ledger.read())).problems]
    })
    if (problem === undefined || !proof.includes(problem)) missed.push(`${number}: ${name}: ${problem ?? 'not found'}`)
  }
  expect(missed).toEqual([])
})

// Seen red with the links behind the first page not read, and with a cursor that is asked once.
test('a chain of more links and events than are read at once is exported whole, and an event that is gone is found', async () => {
  await asSuperuser(async tx => {
    await addLongChain(tx, 1024 + 1000)
    const whole = await checked(await exportOf(tx))
    expect(whole.problems).toEqual([])
    expect(whole.events).toBeGreaterThan(2 * LONG_CHAIN)
    await tx.query('delete from event where shard = $1 and n = $2', [1024 + 1000, LONG_CHAIN + 1])
    const says = [`Audit chain of shard ${1024 + 1000}: event ${LONG_CHAIN + 1} is missing or out of place.`]
    expect((await checked(await exportOf(tx))).problems).toEqual(says)
    expect((await verifyChains(tx, 1024, await ledger.read())).problems).toEqual(says)
  })
}, 120_000)

const LONG_CHAIN = 6_000

/** So many links with two events each, in a chain of their own. */
async function addLongChain(tx: pg.ClientBase, shard: number): Promise<void> {
  const at = '2026-11-23T15:00:00Z'
  const events: string[] = []
  const links: string[] = []
  let prev: Uint8Array = new Uint8Array(32)
  for (let n = 1; n <= LONG_CHAIN; n++) {
    const hash = startLink(prev, shard, n)
    for (const event of [2 * n - 1, 2 * n]) {
      const said = { shard, day: 20_780, n: event, at, actor: 'engine', kind: 'file_done', subject: n, body: '{}' }
      hash.update(eventText(said))
      events.push(`(${shard}, '2026-11-23', ${event}, '${at}', 'engine', 'file_done', ${n}, '{}')`)
    }
    const digest = hash.digest()
    links.push(
      `(${shard}, ${n}, '2026-11-23', ${2 * n - 1}, ${2 * n}, '\\x${Buffer.from(prev).toString('hex')}', '\\x${digest.toString('hex')}')`,
    )
    prev = digest
  }
  await tx.query(`insert into event (shard, day, n, at, actor, kind, subject, body) values ${events.join(', ')}`)
  await tx.query(
    `insert into event_link (shard, n, day, first_event, last_event, prev, hash) values ${links.join(', ')}`,
  )
}

test('without the key a history that agrees with itself holds, and the verdict says that no signature was checked', async () => {
  const rewritten = await asSuperuser(async tx => {
    await rehash(tx, createRandom(SEED).split('rewritten'))
    return (await exportOf(tx)).split('\n').filter(line => !line.startsWith('{"signed"'))
  })
  const text = resealed(rewritten.slice(0, -1).map(line => `${line}\n`)).join('')
  const verdict = await checkExportFile(tampered(text), undefined)
  expect(verdict).toMatchObject({ problems: [], signaturesChecked: false, signed: 0, signedAt: undefined })
  expect((await checked(text)).problems).toEqual(['The end of the export is not signed with the key that was given.'])
})

test('a part of some days holds by itself: it says behind which links it begins, and where the chains ended', async () => {
  at.clock.now = at.clock.now.add({ hours: 24 })
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: entries(9, { accounts, from: 9_000 }) }]) })
  await signHeads(at.engine, ledger)
  const [monday, tuesday, wednesday] = await asSuperuser(async tx => [
    await exportOf(tx, { to: '2026-11-23' }),
    await exportOf(tx, { from: '2026-11-24', to: '2026-11-24' }),
    await exportOf(tx, { from: '2026-11-25' }),
  ])
  const [whole, ...parts] = await Promise.all([asSuperuser(tx => exportOf(tx)), monday, tuesday, wednesday])
  const all = await checked(whole ?? '')
  const verdicts: ExportVerdict[] = []
  for (const part of parts) verdicts.push(await checked(part ?? ''))
  expect(verdicts.map(verdict => verdict.problems)).toEqual([[], [], []])
  const sum = (of: (verdict: ExportVerdict) => number) => verdicts.map(of).reduce((a, b) => a + b)
  expect(sum(verdict => verdict.events)).toBe(all.events)
  expect(sum(verdict => verdict.links)).toBe(all.links)
  expect(verdicts[1]?.events).toBeGreaterThan(0)
  // Its first link follows a link that is not in it, and is held against what the chain's line tells of that.
  const moved = (tuesday ?? '').replace(/"after":\{"link":[1-9]\d*(.*\n\{"link":)/, '"after":{"link":77$1')
  expect((await checked(moved)).problems[0]).toMatch(/Audit chain of shard \d+: link 78 is missing/)
})
