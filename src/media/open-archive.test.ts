import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { gzipBomb, type ZipEntry, zipOf } from '../../test/samples/archives.ts'
import { processCpuMs } from '../../test/samples/cpu-ms.ts'
import { fewOrAll } from '../../test/samples/few-or-all.ts'
import { ArchiveRefusal, archiveKind } from '../core/archive.ts'
import { openArchive } from './open-archive.ts'

const text = (words: string) => Buffer.from(words)
const good: ZipEntry = { name: 'a.ach', content: text('101 091000019') }

test('the members of a zip come one after the other, by name, whole, folders left out', async () => {
  const zip = zipOf([
    { name: 'day/', content: text(''), method: 'stored', mode: 0o040755 },
    { name: 'day/a.ach', content: text('first') },
    { name: 'day/ü 2.x937', content: Buffer.alloc(300_000, 7), method: 'stored' },
    { name: 'empty', content: text('') },
  ])
  expect(archiveKind(zip)).toBe('zip')
  expect((await unpacked(zip)).map(({ name, bytes }) => [name, bytes.length])).toEqual([
    ['day/a.ach', 5],
    ['day/ü 2.x937', 300_000],
    ['empty', 0],
  ])
})

test('a name of 1,024 bytes is taken', async () => {
  expect(await unpacked(zipOf([{ ...good, name: `${'n'.repeat(1_020)}.ach` }]))).toHaveLength(1)
})

test('a gzip has one member, named as the file without its ending, also when it is in several pieces', async () => {
  const gzip = Buffer.concat([gzipSync(text('one ')), gzipSync(text('two'))])
  expect(archiveKind(gzip)).toBe('gzip')
  const [member, ...others] = await unpacked(gzip, 'day.ach.gz')
  expect([member?.name, String(member?.bytes), others.length]).toEqual(['day.ach', 'one two', 0])
})

const MANY = Array.from({ length: 1001 }, (_, n) => ({ ...good, name: `${n}.ach` }))
const BOMB = { name: 'zeros', content: Buffer.alloc(64 * 2 ** 20) }

/** What is sent, and what its refusal says. Planted bugs seen red, one at a time: names, links, check sums, the
 * number of members and growth not looked at. Paths, encryption and declared sizes are looked at twice, here and by yauzl. */
const REFUSED: Readonly<Record<string, readonly [bytes: () => Buffer, says: RegExp]>> = {
  'a name that no index holds': [
    () => zipOf([good, { ...good, name: `${'n'.repeat(1_021)}.ach` }]),
    /a name of more than 1024 bytes\. Nothing of it was taken/,
  ],
  'a name with a NUL character': [() => zipOf([good, { ...good, name: 'a\0b.ach' }]), /control characters/],
  'a name of two lines': [() => zipOf([good, { ...good, name: 'a\nb.ach' }]), /control characters/],
  'a path that climbs out': [
    () => zipOf([good, { ...good, name: '../../etc/cron.d/a' }]),
    /leads out of the archive|cannot be read/,
  ],
  'a path that climbs out further in': [
    () => zipOf([{ ...good, name: 'a/../../b' }]),
    /leads out of the archive|cannot be read/,
  ],
  'a path from the root': [() => zipOf([{ ...good, name: '/etc/passwd' }]), /leads out of the archive|cannot be read/],
  'a path with a drive': [() => zipOf([{ ...good, name: 'C:/a.ach' }]), /leads out of the archive|cannot be read/],
  'a path with backslashes': [() => zipOf([{ ...good, name: '..\\a.ach' }]), /leads out of the archive|cannot be read/],
  'a symbolic link': [
    () => zipOf([{ ...good, content: text('/etc/passwd'), mode: 0o120777 }]),
    /a link instead of a file/,
  ],
  'an encrypted member': [() => zipOf([{ ...good, isEncrypted: true }]), /is encrypted/],
  'ten gigabytes declared': [() => zipOf([{ ...good, declaredSize: 10 * 2 ** 30 }]), /more than \d+ (bytes|times)/],
  'ten gigabytes declared by many members': [
    () => zipOf(Array.from({ length: 5 }, (_, n) => ({ ...good, name: `${n}`, declaredSize: 2 ** 31 }))),
    /more than \d+ (bytes|times)/,
  ],
  'a bomb that says what it is': [() => zipOf([BOMB]), /200 times its size/],
  'a bomb that says it is small': [() => zipOf([{ ...BOMB, declaredSize: 1000 }]), /cannot be read|200 times/],
  'a gzip bomb of ten gigabytes': [() => gzipBomb(10_240), /200 times its size/],
  'a thousand and one members': [() => zipOf(MANY), /more than 1000 files/],
  'a zip cut off in its directory': [() => zipOf([good, good]).subarray(0, -30), /cannot be read/],
  'a zip whose member is damaged': [() => damaged(zipOf([{ ...good, method: 'stored' }]), 40), /cannot be read/],
  'a gzip cut off': [() => gzipSync(Buffer.alloc(9999, 'x')).subarray(0, -12), /damaged gzip/],
  'a gzip with a wrong check sum': [() => damaged(gzipSync(text('hello hello')), -6), /damaged gzip/],
}

// Seen red with a second of work before the first member. Processor time: on a busy machine waiting says nothing.
test.each(Object.entries(REFUSED))('%s is refused within a second, in little memory', async (_, [make, says]) => {
  const bytes = make()
  const before = process.memoryUsage.rss()
  let peak = before
  const startedMs = processCpuMs()
  const refusal = await unpacked(bytes, 'a.zip', () => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(refusal).toBeInstanceOf(ArchiveRefusal)
  expect((refusal as ArchiveRefusal).message).toMatch(says)
  expect((refusal as ArchiveRefusal).message).toContain('sender')
  expect(processCpuMs() - startedMs).toBeLessThan(1000)
  expect(Math.max(peak, process.memoryUsage.rss()) - before).toBeLessThan(100 * 2 ** 20)
})

test('our own disk that fails is no refusal of the file', async () => {
  const failing = Object.assign(new Error('input/output error'), { code: 'EIO' })
  for (const kind of ['zip', 'gzip'] as const) {
    const source = {
      name: 'a',
      sizeBytes: 100,
      // biome-ignore lint/correctness/useYield: it fails before the first byte
      async *read(): AsyncGenerator<Uint8Array> {
        throw failing
      },
    }
    const read = async () => {
      for await (const member of openArchive(kind, source)) for await (const _ of member.bytes);
    }
    await expect(read()).rejects.toBe(failing)
  }
})

test('what a bank sends is not taken for a bomb: 50 to 1 is unpacked whole', async () => {
  const line = '6270910000190004400123456     0000045000M-1001         ROBIN MILLER            0121042880000017'
  const count = fewOrAll(40_000, 400_000)
  const lines = Array.from({ length: count }, (_, n) => `${line.slice(0, 79)}${String(n * 7919).padStart(15, '0')}\n`)
  const [member] = await unpacked(gzipSync(lines.join('')))
  expect(member?.bytes.length).toBe(count * 95)
})

/** Damaged at a place, counted from the end when negative. */
function damaged(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  const place = at < 0 ? bytes.length + at : at
  changed[place] = (changed[place] ?? 0) ^ 0xff
  return changed
}

/** Everything in the archive. What a refusal leaves unread is not kept, so memory shows what the archive takes. */
async function unpacked(bytes: Buffer, name = 'sample.zip', seen: () => void = () => {}) {
  const kind = archiveKind(bytes) ?? 'zip'
  const source = {
    name,
    sizeBytes: bytes.length,
    async *read(range: { start: number; end: number }) {
      for (let at = range.start; at < range.end; at += 65_536)
        yield bytes.subarray(at, Math.min(at + 65_536, range.end))
    },
  }
  const members: { name: string; bytes: Buffer }[] = []
  for await (const member of openArchive(kind, source)) {
    const chunks: Uint8Array[] = []
    for await (const chunk of member.bytes) {
      chunks.push(chunk)
      seen()
    }
    members.push({ name: member.name, bytes: Buffer.concat(chunks) })
  }
  return members
}
