import { shardOf } from '../../core/bucket.ts'
import { releaseReturns } from '../../engine/release-returns.ts'
import { listOutboundFiles, waitingOutbound } from '../../store/outbound.ts'
import { type Command, EXIT } from '../command.ts'
import { publishReturnFiles } from '../publish-returns.ts'
import { tableLines } from '../terminal.ts'
import { withEngine } from '../with-engine.ts'
import { dollars } from './prove.ts'

export const returns: Command = {
  arguments: '',
  summary: 'Shows what waits to be returned and the files that went out; --release builds and releases them now.',
  examples: ['clearday returns', 'clearday returns --release --json'],
  options: { release: { type: 'boolean', help: 'build, prove and release a file of everything that waits' } },
  async run(call) {
    return withEngine(call, async engine => {
      const orgShard = shardOf(engine.institution.orgId, 0)
      if (call.flag('release')) await releaseReturns(engine)
      await publishReturnFiles(engine, call.dataDir)
      const waiting = await waitingOutbound(engine.database.pool, orgShard)
      const files = await listOutboundFiles(engine.database.pool, orgShard, 1000)
      if (call.json) {
        call.terminal.printJson({
          waiting: waiting.map(one => ({
            pack: one.pack,
            kind: one.kind,
            code: one.code,
            items: one.items,
            first_due: one.firstDue.toString(),
          })),
          files: files.map(file => ({
            name: file.name,
            pack: file.pack,
            business_day: file.businessDay,
            sha256: Buffer.from(file.sha256).toString('hex'),
            items: file.value.count,
            debit_minor: file.value.debitMinor,
            credit_minor: file.value.creditMinor,
            due_at: file.dueAt.toString(),
            released_at: file.releasedAt.toString(),
          })),
        })
        return EXIT.done
      }
      for (const line of tableLines(
        ['pack', 'code', 'items', 'first due'],
        waiting.map(one => [one.pack, one.code, one.items, one.firstDue.toString()]),
      ))
        call.terminal.print(line)
      call.terminal.print()
      const rows = files.map(file => [
        file.name,
        file.value.count,
        dollars(file.value.debitMinor),
        dollars(file.value.creditMinor),
        file.dueAt.toString(),
        file.releasedAt.toString(),
      ])
      for (const line of tableLines(['file', 'items', 'debits', 'credits', 'due', 'released'], rows))
        call.terminal.print(line)
      return EXIT.done
    })
  },
}
