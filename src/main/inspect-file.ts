import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { type ArchiveKind, ArchiveRefusal, archiveKind } from '../core/archive.ts'
import type { Fault } from '../core/fault.ts'
import type { Pack, PackSettings } from '../core/pack.ts'
import { openArchive } from '../media/open-archive.ts'
import { PACKS } from '../packs/index.ts'
import { collectReport, type FileReport, unreadReport } from './file-report.ts'
import { inspectAgain, type Reopen } from './inspect-again.ts'

/** A file, or an archive and its members, as receiving would unpack it. */
export type Inspected =
  | ({ readonly archive: undefined } & FileReport)
  | {
      readonly archive: ArchiveKind
      readonly members: readonly (FileReport & { readonly name: string })[]
      /** Why it is not unpacked, or no further. */
      readonly refused: Fault | undefined
    }

export interface InspectOptions {
  readonly settings: PackSettings
  /** Faults kept of each file; all are counted. */
  readonly faultsMax: number
  /** Told the bytes read so far, unpacked. */
  progress(bytes: number): void
}

const HEAD_BYTES = 256
const CHUNK_BYTES = 1 << 20

/** Reads a file as a stream, with memory for its batches and some faults, whatever its size. Rejects when it cannot be read. */
export async function inspectFile(path: string, options: InspectOptions): Promise<Inspected> {
  const reopen = () => createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>
  const { head, rest } = await splitHead(reopen())
  const kind = archiveKind(head)
  if (kind === undefined) return { archive: undefined, ...(await inspectBytes(head, rest, reopen, options)) }
  await rest.return(undefined)
  return inspectArchive(path, kind, options)
}

async function inspectArchive(path: string, kind: ArchiveKind, options: InspectOptions): Promise<Inspected> {
  const members: (FileReport & { readonly name: string })[] = []
  const source = {
    name: basename(path),
    sizeBytes: statSync(path).size,
    read: ({ start, end }: { start: number; end: number }) =>
      end > start ? (createReadStream(path, { start, end: end - 1 }) as AsyncIterable<Uint8Array>) : nothing(),
  }
  try {
    for await (const member of openArchive(kind, source)) {
      const { head, rest } = await splitHead(member.bytes)
      if (archiveKind(head) !== undefined) throw new ArchiveRefusal(nested(member.name))
      const reopen = () => memberBytes(kind, source, members.length)
      members.push({ name: member.name, ...(await inspectBytes(head, rest, reopen, options)) })
    }
  } catch (error) {
    if (!(error instanceof ArchiveRefusal)) throw error
    return { archive: kind, members, refused: archiveFault(error.message) }
  }
  return { archive: kind, members, refused: undefined }
}

/** The bytes of one member, once more: those before it are unpacked too, an archive is read from its beginning. */
async function* memberBytes(
  kind: ArchiveKind,
  source: Parameters<typeof openArchive>[1],
  ordinal: number,
): AsyncGenerator<Uint8Array> {
  let at = 0
  for await (const { bytes } of openArchive(kind, source)) {
    for await (const chunk of bytes) if (at === ordinal) yield chunk
    if (at === ordinal) return
    at += 1
  }
}

async function inspectBytes(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  reopen: Reopen,
  { settings, faultsMax, progress }: InspectOptions,
): Promise<FileReport> {
  const pack = Object.values<Pack>(PACKS).find(one => one.recognises(head))
  if (pack === undefined) {
    for await (const _ of rest) {
      // A member of an archive is unpacked to its end, so that a bomb is told as one.
    }
    return unreadReport(unknownFormat(head))
  }
  const { sink, doubted, report } = collectReport(pack, faultsMax)
  const feed = pack.createReader(sink, settings)
  feed.write(head)
  let bytes = head.length
  for await (const chunk of rest) {
    feed.write(chunk)
    bytes += chunk.length
    progress(bytes)
  }
  feed.end()
  return report(await inspectAgain(doubted(), pack, settings, reopen))
}

/** The first bytes, by which a format is told, and all others. */
async function splitHead(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly rest: AsyncGenerator<Uint8Array> }> {
  const chunks = bytes[Symbol.asyncIterator]()
  let head = new Uint8Array(0)
  while (head.length < HEAD_BYTES) {
    const next = await chunks.next()
    if (next.done === true) break
    head = new Uint8Array(Buffer.concat([head, next.value]))
  }
  return { head: head.subarray(0, HEAD_BYTES), rest: from(head.subarray(HEAD_BYTES), chunks) }
}

async function* from(first: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value
  } finally {
    await chunks.return?.()
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function nested(name: string): string {
  return `${name} is an archive inside an archive. Ask the sender to send the files themselves.`
}

const WHOLE = { scope: 'file', rest: 'file left out', line: 1, record: 1, column: 1 } as const

function archiveFault(message: string): Fault {
  return { ...WHOLE, code: 'archive', field: 'file', expected: 'an archive that receiving unpacks', message }
}

function unknownFormat(head: Uint8Array): Fault {
  const expected = 'an ACH file (101 …) or an X9 image cash letter'
  const place = { ...WHOLE, field: 'file', expected }
  if (head.length === 0)
    return {
      ...place,
      code: 'empty-file',
      found: '0 bytes',
      message: 'The file is empty. Ask the sender for it again.',
    }
  return {
    ...place,
    code: 'unknown-format',
    message: 'The first bytes are of no format that is read here. Ask the sender what it is.',
  }
}
