import { createHash } from 'node:crypto'
import { chainLine, type ExportEnd, endLine, endText, headLine, linkLine, signedLine } from '../core/audit-export.ts'
import { shardOf } from '../core/bucket.ts'
import { type ChainDays, type ChainRecord, chainRanges, readChains } from '../store/chain-records.ts'
import type { Transaction } from '../store/database.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { recordEvent } from './record-event.ts'

/** What was signed outside the database, and the key that signs. */
export interface ExportSigner {
  /** The lines of the file of signed heads as of now, whatever stands in them: what is added to it later is not told. */
  lines(): Promise<AsyncIterable<string>>
  /** The signature of a text, in base64. */
  sign(text: string): string
}

/** Where an export is written to. */
export interface ExportSink {
  write(bytes: Uint8Array): Promise<void>
  /** All of it is on disk when this returns. */
  finish(): Promise<void>
}

/**
 * Writes the audit chains of the institution, or their part of some days, with everything that is needed to check them without
 * the database; core/audit-export.ts has the lines. It is read under row-level security in one snapshot: the same words for the same
 * database and signed heads. When it is on disk, the export is recorded in the institution's own chain: whoever takes history away
 * leaves a trace.
 *
 * @param by The actor of that event.
 */
export async function exportAudit(
  engine: Engine,
  by: string,
  days: ChainDays,
  signer: ExportSigner,
  sink: ExportSink,
): Promise<ExportEnd> {
  const { orgId } = engine.institution
  const signed = await signer.lines() // before the snapshot: every link that was signed is in it
  const write = (tx: Transaction) => writeExport(tx, { orgId, days, signed, sign: signer.sign }, sink)
  const end = await inReadRequest(engine.database, orgId, write, STATEMENT_SECONDS_MAX)
  await sink.finish()
  await recordEvent(engine, { kind: 'audit_exported', actor: by, subject: orgId, body: { ...days, ...end } })
  return end
}

/** Of each statement, of which the first reads where every chain begins and ends. */
const STATEMENT_SECONDS_MAX = 900

export interface ExportOf {
  readonly orgId: number
  readonly days: ChainDays
  readonly signed: AsyncIterable<string>
  readonly sign: ExportSigner['sign']
}

/** The export as of the transaction's own view. */
export async function writeExport(
  tx: Transaction,
  { orgId, days, signed, sign }: ExportOf,
  sink: ExportSink,
): Promise<ExportEnd> {
  const lines = new ExportLines(sink)
  await lines.add(headLine({ org: orgId, from: days.from ?? null, to: days.to ?? null }))
  await addChains(tx, shardOf(orgId, 0), days, lines)
  for await (const line of signed) {
    lines.counts.signed++
    await lines.add(signedLine(line))
  }
  const end = await lines.end()
  await sink.write(Buffer.from(endLine(end, sign(endText(end)))))
  return end
}

async function addChains(tx: Transaction, orgShard: number, days: ChainDays, lines: ExportLines): Promise<void> {
  for await (const { range, records } of readChains(tx, await chainRanges(tx, orgShard, days))) {
    lines.counts.chains++
    await lines.add(chainLine({ shard: range.shard, after: range.after, end: range.head }))
    for await (const batch of records) await lines.addRecords(batch)
  }
}

/** Characters that are written in one call. */
const WRITTEN_AT_ONCE = 1 << 18

/** Lines on their way to the sink, counted and hashed. */
class ExportLines {
  readonly counts = { chains: 0, links: 0, events: 0, signed: 0 }
  readonly #sink: ExportSink
  readonly #hash = createHash('sha256')
  #text = ''

  constructor(sink: ExportSink) {
    this.#sink = sink
  }

  async add(line: string): Promise<void> {
    this.#text += line
    if (this.#text.length >= WRITTEN_AT_ONCE) await this.#write()
  }

  async addRecords(records: readonly ChainRecord[]): Promise<void> {
    for (const record of records) {
      if (record.is === 'link') this.counts.links++
      else this.counts.events++
      this.#text += record.is === 'link' ? linkLine(record.link) : record.event.text
      if (this.#text.length >= WRITTEN_AT_ONCE) await this.#write()
    }
  }

  /** What the last line has to say of those before it. */
  async end(): Promise<ExportEnd> {
    await this.#write()
    return { ...this.counts, sha256: this.#hash.digest('hex') }
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(this.#text)
    this.#text = ''
    this.#hash.update(bytes)
    await this.#sink.write(bytes)
  }
}
