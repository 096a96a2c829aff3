import type { Engine } from '../../engine/engine.ts'
import { orgShardOf } from '../../engine/org-shard.ts'
import { releaseOutboundFiles } from '../../engine/release-outbound-files.ts'
import { listOutboundFiles, type OutboundFile, type WaitingOutbound, waitingOutbound } from '../../store/outbound.ts'
import { type Command, EXIT } from '../command.ts'
import { publishOutboundFiles } from '../publish-outbound-files.ts'
import { type Terminal, tableLines } from '../terminal.ts'
import { needDatabase, withEngine } from '../with-engine.ts'
import { dollars } from './prove.ts'

export const returns: Command = {
  arguments: '',
  summary: 'Shows what waits to be returned and the files that went out; --release builds and releases them now.',
  examples: ['clearday returns', 'clearday returns --release --json'],
  options: {
    release: { type: 'boolean', help: 'build, prove and release a file of everything that waits' },
    limit: { type: 'string', value: 'N', default: '1000', help: 'how many files, the newest first' },
  },
  async run(call) {
    const limit = call.integer('limit', { min: 1, max: 1_000_000 }) ?? 1000
    needDatabase(call)
    const { waiting, files } = await withEngine(call, async engine => {
      // What went out is published also when an answer was held back.
      const released = call.flag('release') ? releaseOutboundFiles(engine) : Promise.resolve()
      await released.finally(() => publishOutboundFiles(engine, call.dataDir))
      return readReturns(engine, limit + 1)
    })
    const shown = files.slice(0, limit)
    const more = files.length > limit
    if (call.json) call.terminal.printJson({ waiting: waiting.map(waitingJson), files: shown.map(fileJson), more })
    else printReturns(call.terminal, waiting, shown)
    if (!call.json && more) call.terminal.print(`… the newest ${limit}; --limit shows more`)
    return EXIT.done
  },
}

async function readReturns(engine: Engine, filesMax: number) {
  const orgShard = orgShardOf(engine)
  return {
    waiting: await waitingOutbound(engine.database.pool, orgShard),
    files: await listOutboundFiles(engine.database.pool, orgShard, filesMax),
  }
}

function waitingJson(one: WaitingOutbound) {
  return { pack: one.pack, kind: one.kind, code: one.code, items: one.items, first_due: one.firstDue.toString() }
}

function fileJson(file: OutboundFile) {
  return {
    name: file.name,
    pack: file.pack,
    business_day: file.businessDay,
    sha256: Buffer.from(file.sha256).toString('hex'),
    items: file.value.count,
    debit_minor: file.value.debitMinor,
    credit_minor: file.value.creditMinor,
    due_at: file.dueAt.toString(),
    released_at: file.releasedAt.toString(),
  }
}

function printReturns(to: Terminal, waiting: readonly WaitingOutbound[], files: readonly OutboundFile[]): void {
  if (waiting.length === 0) to.print('Nothing waits to be returned.')
  else
    for (const line of tableLines(
      ['pack', 'code', 'items', 'first due'],
      waiting.map(one => [one.pack, one.code, one.items, one.firstDue.toString()]),
    ))
      to.print(line)
  to.print()
  if (files.length === 0) to.print('No file of returns went out.')
  else printFiles(to, files)
}

function printFiles(to: Terminal, files: readonly OutboundFile[]): void {
  const rows = files.map(file => [
    file.name,
    file.value.count,
    dollars(file.value.debitMinor),
    dollars(file.value.creditMinor),
    file.dueAt.toString(),
    file.releasedAt.toString(),
  ])
  for (const line of tableLines(['file', 'items', 'debits', 'credits', 'due', 'released'], rows)) to.print(line)
}
