import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cpuMs } from '../../test/samples/cpu-ms.ts'
import { NO_HEADS, type Seal, type ShardHead, signedText, writeHeadsLine } from '../core/signed-heads.ts'
import { openHeadLedger } from './head-ledger.ts'
import { knowHeads, stampOf } from './known-heads.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'clearday-known-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const NOON = Temporal.Instant.from('2026-11-23T17:00:00Z')
const file = () => join(dataDir, 'audit', 'heads.jsonl')
const headAt = (shard: number, n: number): ShardHead => ({ shard, n, hash: n.toString(16).padStart(64, '0') })

/** What `add` tells of the newest heads, without adding one. */
async function newestOf(ledger: Awaited<ReturnType<typeof openHeadLedger>>) {
  const links: [shard: number, n: number][] = []
  await ledger.add(NOON, newest => {
    for (const head of newest.values()) links.push([head.shard, head.n])
    return []
  })
  return links
}

/** Another time of writing, as any editor leaves one; the file system's own clock may not have ticked between two lines of a test. */
function rewrite(text: string) {
  writeFileSync(file(), text)
  utimesSync(file(), 1_700_000_000, 1_700_000_000)
}

// Seen red with only the heads of what is new kept, and with what others added not read.
test('the newest head of each shard is told, whoever signed it', async () => {
  const one = await openHeadLedger(dataDir, 1)
  const other = await openHeadLedger(dataDir, 1)
  await one.add(NOON, () => [headAt(1024, 1), headAt(1025, 1)])
  await other.add(NOON, () => [headAt(1025, 2)])
  await one.add(NOON, () => [headAt(1026, 1)])
  await other.add(NOON, () => [headAt(1024, 2)])
  const expected = [
    [1024, 2],
    [1025, 2],
    [1026, 1],
  ]
  expect(await newestOf(one)).toEqual(expected)
  expect(await newestOf(other)).toEqual(expected)
})

// Seen red with neither size nor time of writing compared.
test('an edit of a line in the middle is found by the next signing, though the last line is as it was', async () => {
  const ledger = await openHeadLedger(dataDir, 1)
  for (let n = 1; n <= 3; n++) await ledger.add(NOON, () => [headAt(1024, n)])
  const whole = readFileSync(file(), 'utf8')
  rewrite(whole.replace('0001"', '0009"'))
  await expect(newestOf(ledger)).rejects.toThrow('nothing more is signed: Signed heads, line 1 is not signed')
  rewrite(whole)
  expect(await newestOf(ledger)).toEqual([[1024, 3]])
})

// Seen red with a longer file believed when no whole line was added.
test('an edit in the middle does not hide behind an unfinished line', async () => {
  const ledger = await openHeadLedger(dataDir, 1)
  for (let n = 1; n <= 3; n++) await ledger.add(NOON, () => [headAt(1024, n)])
  rewrite(`${readFileSync(file(), 'utf8').replace('0001"', '0009"')}{"n":4`)
  await expect(newestOf(ledger)).rejects.toThrow('line 1 is not signed')
})

// Seen red with the heads that were remembered kept when the file is read anew.
test('a file that became shorter, or another one, is read from its first line', async () => {
  const ledger = await openHeadLedger(dataDir, 1)
  await ledger.add(NOON, () => [headAt(1024, 1)])
  const first = readFileSync(file(), 'utf8')
  await ledger.add(NOON, () => [headAt(1025, 1)])
  rewrite(first)
  expect(await newestOf(ledger)).toEqual([[1024, 1]])
  await ledger.add(NOON, () => [headAt(1026, 7)])
  expect(await newestOf(await openHeadLedger(dataDir, 1))).toEqual([
    [1024, 1],
    [1026, 7],
  ])
  rmSync(file())
  expect(await newestOf(ledger)).toEqual([])
})

// Seen red with the last line that is known not compared.
test('an edit of the last line is found also where the time of writing does not tell it', async () => {
  const ledger = await openHeadLedger(dataDir, 1)
  for (let n = 1; n <= 2; n++) await ledger.add(NOON, () => [headAt(1024, n)])
  const key = createPublicKey(readFileSync(join(dataDir, 'audit', 'key.pub.pem')))
  const seal: Seal = {
    sha256: text => createHash('sha256').update(text).digest('hex'),
    isSigned: (text, signature) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64')),
  }
  const known = await knowHeads(file(), { org: 1, seal }, undefined)
  writeFileSync(file(), readFileSync(file(), 'utf8').replace('0002"', '0009"'))
  const inOneTick = { ...known, stamp: await stampOf(file()) }
  expect((await knowHeads(file(), { org: 1, seal }, inOneTick)).problems).toEqual([
    'Signed heads, line 2 is not signed with the key of this data directory.',
  ])
})

test('a line that does not hold is found behind lines that are known', async () => {
  const ledger = await openHeadLedger(dataDir, 1)
  await ledger.add(NOON, () => [headAt(1024, 1)])
  appendFileSync(file(), readFileSync(file()))
  await expect(newestOf(ledger)).rejects.toThrow('Signed heads, line 2 does not follow the line before it')
})

/** Lines as signing leaves them: quicker than thousands of calls that each wait for the disk. */
function signedLines(count: number): string {
  const key = createPrivateKey(readFileSync(join(dataDir, 'audit', 'key.pem')))
  const lines: string[] = []
  let prev = NO_HEADS.last
  for (let n = 1; n <= count; n++) {
    const line = { n, at: NOON.toString(), org: 1, prev, heads: [[1024, n, headAt(1024, n).hash] as const] }
    const text = writeHeadsLine(line, sign(null, Buffer.from(signedText(line)), key).toString('base64'))
    prev = createHash('sha256').update(text).digest('hex')
    lines.push(`${text}\n`)
  }
  return lines.join('')
}

// Seen red with nothing remembered, and with every file that another wrote to read whole: each signing took as long as the first.
test('signing costs what is new, however much was signed before', async () => {
  const ledger = await openHeadLedger(dataDir, 1)
  const other = await openHeadLedger(dataDir, 1)
  writeFileSync(file(), signedLines(1_500))
  const costOf = async (signer: typeof ledger, n: number) => {
    const before = cpuMs()
    await signer.add(NOON, () => [headAt(1025, n)])
    return cpuMs() - before
  }
  const first = (await costOf(ledger, 1)) + (await costOf(other, 2))
  let next = 0
  for (let n = 3; n < 7; n++) next += await costOf(n % 2 === 0 ? other : ledger, n)
  expect(next).toBeLessThan(first / 4)
  expect(await newestOf(ledger)).toEqual([
    [1024, 1_500],
    [1025, 6],
  ])
})
