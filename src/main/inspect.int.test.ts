import { once } from 'node:events'
import { createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clearday, type Ended, makeFolder } from '../../test/samples/command-line.ts'
import { testLetter } from '../../test/samples/x9-letters.ts'
import { storedZip } from '../simulate/zip.ts'

/** `inspect` on files as they arrive, good and bad; never with a database. */
const root = makeFolder()
const data = join(root, 'data')
const inspect = (...args: readonly string[]) => clearday(['inspect', ...args, '--data', data])
let ach = ''
let letter = ''

beforeAll(async () => {
  const day = join(root, 'day')
  await clearday(['simulate', '--seed', '7', '--items', '300', '--out', day])
  ach = join(day, clearFile(day))
  letter = join(day, 'files/icl', readdirSync(join(day, 'files/icl')).find(name => name.startsWith('icl-061')) ?? '')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** An ACH file of lines of which the truth says that every item posts. */
function clearFile(day: string): string {
  const rows = readFileSync(join(day, 'truth.csv'), 'utf8').split('\n')
  const faulty = new Set(rows.filter(row => !row.includes(',post,,')).map(row => row.split(',')[0]))
  const names = readdirSync(join(day, 'files/ach')).map(name => `files/ach/${name}`)
  const isClear = (name: string) => !faulty.has(name) && rows.some(row => row.startsWith(`${name},`))
  return names.find(name => isClear(name) && readFileSync(join(day, name), 'utf8').includes('\n')) ?? ''
}

function file(name: string, bytes: string | Uint8Array): string {
  const path = join(root, name)
  writeFileSync(path, bytes)
  return path
}

function reportOf(ended: Ended) {
  return JSON.parse(ended.out)
}

test('a good file: format, variant, batches with declared and computed counts and totals, items, totals', async () => {
  const ended = await inspect(ach, '--json')
  expect(ended).toMatchObject({ code: 0, err: '' })
  const report = reportOf(ended)
  expect(report).toMatchObject({ format: 'ach', variant: 'nacha-94', faults: [], faults_found: 0 })
  expect(report.batches.length).toBeGreaterThan(0)
  for (const batch of report.batches) expect(batch.declared).toEqual(batch.computed)
  expect(report.totals.declared).toEqual(report.totals.computed)
  expect(report.items).toBe(report.totals.computed.count)
  expect((await inspect(ach, '--json')).out).toBe(ended.out)
  expect(readdirSync(root)).not.toContain('data')
})

// Seen red with the total read as a number: the fault was `control-field`, and said that digits are none.
test('a letter whose file control declares more than a number holds is out of balance by `file-amount`', async () => {
  const bytes = testLetter({ end: { amountMinor: undefined, odd: { amountMinor: '9999999999999999' } } })
  expect(reportOf(await inspect(file('most.x937', bytes), '--json'))).toMatchObject({
    fate: 'quarantine',
    totals: { declared: null, computed: { count: 2, debit_minor: 20_000 } },
    faults: [{ code: 'file-amount', column: 25, found: '9999999999999999', expected: '20000' }],
  })
})

test('a cash letter is told from its first bytes', async () => {
  expect(reportOf(await inspect(letter, '--json'))).toMatchObject({ format: 'x9', variant: expect.stringMatching(/./) })
})

test('a fault has its place, field, what was found and expected, and no account', async () => {
  const lines = readFileSync(ach, 'utf8').split('\n')
  const at = lines.findIndex(line => line.startsWith('6'))
  const entry = lines[at] ?? ''
  // The account field (columns 13 to 29) of an entry whose amount is not a number; the batch no longer balances either.
  const account = '98765432109876543'
  lines[at] = `${entry.slice(0, 12)}${account}    123.40${entry.slice(39)}`
  const broken = file('broken.ach', lines.join('\n'))
  const masked = await inspect(broken, '--json')
  expect(masked.code).toBe(1)
  const { faults } = reportOf(masked)
  expect(faults).toContainEqual(
    expect.objectContaining({
      scope: 'item',
      line: at + 1,
      column: 30,
      found: '    123.40',
      expected: expect.any(String),
    }),
  )
  for (const fault of faults)
    expect(fault).toMatchObject({ code: expect.stringMatching(/^[a-z-]+$/), message: expect.stringMatching(/\.$/) })
  for (const ended of [masked, await inspect(broken)]) expect(ended.out).not.toContain(account)
  expect((await inspect(broken)).out).toMatch(new RegExp(`^${broken}:${at + 1}:30 .*found " {4}123.40"`, 'm'))
})

// Seen red with maskFault left out.
test('what may be a piece of anything personal in a record that slipped is masked, and shown with --reveal', async () => {
  const lines = readFileSync(ach, 'utf8').split('\n')
  const at = lines.findIndex(line => line.startsWith('6'))
  const entry = lines[at] ?? ''
  // Four characters are missing before the amount, so that the field for it holds the next one's beginning.
  lines[at] = entry.slice(0, 29) + entry.slice(33)
  const path = file('slipped.ach', lines.join('\n'))
  const found = async (...args: readonly string[]) =>
    reportOf(await inspect(path, '--json', ...args)).faults.find((fault: { code: string }) => fault.code === 'amount')
      ?.found
  const slipped = lines[at].slice(29, 39)
  expect(await found()).toBe('••••••••')
  expect(await found('--reveal')).toBe(slipped)
})

// A record that is cut shifts names and accounts into other fields: nothing of them may be shown as what was found there.
test('cut and shifted records show no account and no name', async () => {
  const text = readFileSync(ach, 'utf8')
  const entries = text.split('\n').filter(line => line.startsWith('6'))
  const secrets = entries
    .flatMap(line => [line.slice(12, 29).trim(), line.slice(54, 76).trim()])
    .filter(one => one.length > 6)
  const shifted = [
    text.replaceAll('\n6', '\n'),
    text.replaceAll(/\n6../g, '\n6'),
    text.replaceAll(/\n(6.{40})/g, '\n$1\n'),
  ]
  for (const [index, bytes] of shifted.entries()) {
    const { out } = await inspect(file(`shifted-${index}.ach`, bytes), '--json')
    expect(secrets.filter(secret => out.includes(secret))).toEqual([])
  }
})

test.each([
  ['empty', new Uint8Array(), 1, 'empty-file'],
  ['noise', new Uint8Array(100_000).map((_, n) => (n * 7919) % 251), 1, 'unknown-format'],
])('what is %s is a fault of the file', async (name, bytes, code, fault) => {
  const ended = await inspect(file(`${name}.bin`, bytes), '--json')
  expect(ended.code).toBe(code)
  expect(reportOf(ended)).toMatchObject({
    format: 'unknown',
    batches: [],
    items: 0,
    faults: [{ code: fault, scope: 'file' }],
  })
})

test('an archive is unpacked as receiving does it, and each file in it is inspected', async () => {
  const good = readFileSync(ach)
  const zipped = await inspect(file('day.zip', storedZip('a/b.ach', good)), '--json')
  const alone = reportOf(await inspect(ach, '--json'))
  expect(zipped.code).toBe(0)
  expect(reportOf(zipped)).toMatchObject({
    format: 'zip',
    fate: 'process',
    items: alone.items,
    faults_found: 0,
    members: [{ name: 'a/b.ach', ...alone }],
  })
  const letters = reportOf(await inspect(file('letter.gz', gzipSync(readFileSync(letter))), '--json'))
  expect(letters).toMatchObject({ format: 'gzip', members: [{ name: 'letter', format: 'x9' }] })
  const text = await inspect(file('good.ach.gz', gzipSync(good)))
  expect(text.out).toMatch(/good\.ach\.gz: gzip archive, 1 file\n/)
})

// Seen red with members unpacked without their bounds.
test.each([
  ['a bomb', gzipSync(new Uint8Array(64 << 20)), []],
  ['an archive in an archive', gzipSync(gzipSync('101')), []],
  ['what is no archive behind its first bytes', Uint8Array.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), []],
])('%s is refused as receiving refuses it', async (name, bytes, members) => {
  const ended = await inspect(file(`${name}.gz`, bytes), '--json')
  expect(ended.code).toBe(1)
  const refused = { code: 'archive', scope: 'file', rest: 'file left out', message: expect.stringMatching(/\.$/) }
  expect(reportOf(ended)).toMatchObject({
    format: 'gzip',
    fate: 'quarantine',
    members,
    faults: [refused],
    faults_found: 1,
  })
})

// Seen red with the format of the header alone.
test('a file without its frame is what processing says it is', async () => {
  const lines = readFileSync(ach, 'utf8').split('\n')
  const batches = lines.filter(line => /^[5678]/.test(line))
  const report = reportOf(await inspect(file('frameless.ach', batches.join('\n')), '--json'))
  expect(report).toMatchObject({ format: 'ach', fate: 'process', totals: { declared: null } })
  expect(report.items).toBe(reportOf(await inspect(ach, '--json')).items)
})

test('one is said as one, two as two', async () => {
  const lines = readFileSync(ach, 'utf8').split('\n')
  const without = file('headless.ach', lines.slice(1).join('\n'))
  expect((await inspect(without)).out).toMatch(/\n1 fault\.\n$/)
})

test('what cannot be read is told in a sentence, with 2', async () => {
  mkdirSync(join(root, 'folder'))
  expect(await inspect(join(root, 'missing.ach'))).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('there is no file'),
  })
  expect(await inspect(join(root, 'folder'))).toMatchObject({ code: 2, err: expect.stringContaining('is no file') })
  expect(await inspect(`${ach}/inside`)).toMatchObject({ code: 2, err: expect.not.stringContaining('at ') })
})

// Seen red with the chunks collected before they were parsed.
test('a file of 150 MB is read as a stream', async () => {
  const path = join(root, 'huge.ach')
  const [header = '', batch = '', entry = ''] = readFileSync(ach, 'utf8').split('\n')
  const out = createWriteStream(path)
  out.write(`${header}\n${batch}\n`)
  const chunk = `${entry}\n`.repeat(10_000)
  for (let written = 0; written < 160; written++) if (!out.write(chunk)) await once(out, 'drain')
  out.end()
  await once(out, 'close')
  const peak = { kb: 0 }
  const watching = { timer: undefined as NodeJS.Timeout | undefined }
  const ended = await clearday(['inspect', path, '--json', '--data', data], {
    started: child => {
      watching.timer = setInterval(() => {
        peak.kb = Math.max(peak.kb, residentKb(child.pid ?? 0))
      }, 50)
    },
  })
  clearInterval(watching.timer)
  expect(ended.code).toBe(1)
  expect(reportOf(ended).items).toBe(1_600_000)
  // A stream peaks at 190 MB, the whole file in memory at 280.
  if (process.platform === 'linux') expect(peak.kb).toBeLessThan(240_000)
})

function residentKb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0 // it has ended, or this is no Linux
  }
}

// Seen red with the file that is made of it left where it is, and with its path printed.
test('what is piped in is inspected as the file is, and nothing of it is left behind', async () => {
  const temporary = join(root, 'temporary')
  mkdirSync(temporary)
  const environment = { TMPDIR: temporary }
  for (const path of [ach, letter, file('piped.zip', storedZip('a.ach', readFileSync(ach)))]) {
    const piped = await clearday(['inspect', '-', '--json', '--data', data], { environment, input: readFileSync(path) })
    expect(reportOf(piped)).toEqual(reportOf(await inspect(path, '--json')))
  }
  const noise = await clearday(['inspect', '-', '--data', data], { environment, input: new Uint8Array(500).fill(7) })
  expect([noise.code, noise.out]).toEqual([1, expect.stringMatching(/^standard input: unknown format/)])
  expect(readdirSync(temporary)).toEqual([])
})
