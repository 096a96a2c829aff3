import { orgShardOf } from '../../engine/org-shard.ts'
import { PACKS } from '../../packs/index.ts'
import { listExceptions, type StoredException } from '../../store/exception.ts'
import { type Command, EXIT, Misuse } from '../command.ts'
import { momentText } from '../moment-text.ts'
import { type Terminal, tableLines } from '../terminal.ts'
import { needDatabase, withEngine } from '../with-engine.ts'
import { dollars } from './prove.ts'

export const exceptions: Command = {
  arguments: '',
  summary: 'Lists exceptions, the first to be due first.',
  examples: ['clearday exceptions', 'clearday exceptions --kind account-closed --limit 20 --json'],
  options: {
    kind: { type: 'string', value: 'KIND', help: 'only this kind, see docs/exceptions.md' },
    pack: { type: 'string', value: 'PACK', help: 'ach or checks' },
    all: { type: 'boolean', help: 'closed ones too' },
    limit: { type: 'string', value: 'N', default: '50', help: 'how many' },
  },
  async run(call) {
    const pack = call.text('pack')
    if (pack !== undefined && pack !== 'ach' && pack !== 'checks') throw new Misuse('--pack is ach or checks')
    const kind = call.text('kind')
    const kinds = Object.values(PACKS).flatMap(one => Object.keys(one.kinds))
    if (kind !== undefined && !kinds.includes(kind))
      throw new Misuse(`there is no kind ${kind}; docs/exceptions.md lists them`)
    const limit = call.integer('limit', { min: 1, max: 1_000_000 }) ?? 50
    needDatabase(call)
    const { listed, zone } = await withEngine(call, async engine => ({
      zone: engine.institution.zone,
      listed: await listExceptions(engine.database.pool, orgShardOf(engine), {
        kind,
        pack,
        withClosed: call.flag('all'),
        limit: limit + 1,
      }),
    }))
    const found = listed.slice(0, limit)
    const more = listed.length > limit
    if (call.json) call.terminal.printJson({ exceptions: found.map(exceptionJson), more })
    else printExceptions(call.terminal, found, { zone, limit: more ? limit : undefined })
    return EXIT.done
  },
}

interface Shown {
  readonly zone: string
  /** Set where there are more than are shown. */
  readonly limit: number | undefined
}

function printExceptions(to: Terminal, found: readonly StoredException[], { zone, limit }: Shown): void {
  if (found.length === 0) return void to.print('No exceptions.')
  const rows = found.map(one => [
    itemNumber(one),
    one.kind,
    one.code ?? '',
    dollars(one.value.debitMinor + one.value.creditMinor),
    one.decidedBy,
    one.state === 'closed' ? 'closed' : due(one, zone),
    one.sentence,
  ])
  for (const line of tableLines(['item', 'kind', 'code', 'amount', 'decides', 'leaves by', 'why'], rows)) to.print(line)
  if (limit !== undefined) to.print(`… the first ${limit}; --limit shows more`)
}

function due(one: StoredException, zone: string): string {
  const at = one.oursAt ?? one.dueAt
  return at === undefined ? 'no clock' : momentText(at, zone)
}

/** What `clearday item` takes: the item's number, or the batch or file of an exception that is about one. */
function itemNumber(one: StoredException): string {
  if (one.scope === 'item') return `${one.id}`
  return one.batch === undefined ? `receipt ${one.receiptId}` : `receipt ${one.receiptId} batch ${one.batch + 1}`
}

export function exceptionJson(one: StoredException) {
  return {
    item: one.scope === 'item' ? one.id : null,
    scope: one.scope,
    receipt: one.receiptId,
    batch: one.batch ?? null,
    pack: one.pack,
    kind: one.kind,
    also: one.also,
    count: one.value.count,
    debit_minor: one.value.debitMinor,
    credit_minor: one.value.creditMinor,
    state: one.state,
    decided_by: one.decidedBy,
    policy: one.policy ?? null,
    code: one.code ?? null,
    sentence: one.sentence,
    queue: one.queue,
    clock: one.clock,
    due_at: one.dueAt?.toString() ?? null,
    ours_at: one.oursAt?.toString() ?? null,
  }
}
