import type { Engine } from '../engine/engine.ts'
import { type ExportSigner, exportAudit } from '../engine/export-audit.ts'
import { recordEvent } from '../engine/record-event.ts'
import { personActor } from '../engine/sign-in-event.ts'
import type { ChainDays } from '../store/chain-records.ts'
import { errorFacts } from './error-facts.ts'

/** A browser that takes nothing for so long has gone: its export holds a view of the whole database. */
const STALLED_MS = 60_000

interface ExportOrder {
  readonly personId: number
  readonly days: ChainDays
  readonly signer: ExportSigner
  readonly log: { error(facts: object, said: string): void }
}

/**
 * The lines of an export as they are made, the same that `clearday audit export` packs into a file, and recorded as its: also where it
 * was cut short, because what was sent until then has left.
 */
export function exportStream(engine: Engine, { personId, days, signer, log }: ExportOrder): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const sink = { write: (bytes: Uint8Array) => taken(writer.write(bytes)), finish: () => taken(writer.close()) }
  const actor = personActor(personId)
  exportAudit(engine, actor, days, signer, sink)
    .catch(async (error: unknown) => {
      await writer.abort(error).catch(() => {})
      const body = { ...days, cutShort: true }
      await recordEvent(engine, { kind: 'audit_exported', actor, subject: engine.institution.orgId, body })
    })
    .catch((error: unknown) => log.error(errorFacts(error), 'an export of the history could not be recorded'))
  return readable
}

/** Once the browser took it; throws where it takes nothing any more. */
async function taken(written: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('nobody takes the export any more')), STALLED_MS)
  try {
    await Promise.race([written, promise])
  } finally {
    clearTimeout(timer)
  }
}
