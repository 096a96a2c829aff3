import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { processReceipt } from '../../engine/process-receipt.ts'
import { type Reception, receiveFile } from '../../engine/receive-file.ts'
import { resumeReceipts } from '../../engine/resume-receipts.ts'
import { CannotDo, type Command, EXIT, Misuse } from '../command.ts'
import { withEngine } from '../with-engine.ts'

export const receive: Command = {
  arguments: 'PATH…',
  summary: 'Receives files: a receipt number for each, then processes them. The same bytes are accepted once.',
  examples: ['clearday receive incoming/*.ach', 'clearday receive letter.x937 --source "Midwest Exchange"'],
  options: { source: { type: 'string', value: 'NAME', default: 'command line', help: 'who sent the files' } },
  async run(call) {
    if (call.positionals.length === 0) throw new Misuse('receive takes the paths of files')
    for (const path of call.positionals)
      if (!isFile(path)) throw new CannotDo(`there is no file ${path}; nothing was received`)
    return withEngine(call, async engine => {
      await resumeReceipts(engine)
      let refused = 0
      for (const path of call.positionals) {
        const reception = await receiveFile(engine, {
          name: basename(path),
          source: call.text('source') ?? 'command line',
          channel: 'command',
          bytes: createReadStream(path, { highWaterMark: 1 << 20 }),
          receivedAt: engine.now(),
        })
        if (reception.outcome === 'accepted') await processReceipt(engine, reception.receiptId)
        else refused++
        if (call.json) call.terminal.printJson({ path, ...reception })
        else call.terminal.print(sentenceOf(path, reception))
      }
      return refused === 0 ? EXIT.done : EXIT.faults
    })
  },
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function sentenceOf(path: string, reception: Reception): string {
  switch (reception.outcome) {
    case 'accepted':
      return `${path}: receipt ${reception.receiptId}`
    case 'duplicate':
      return `${path}: refused under receipt ${reception.receiptId}. ${reception.why}`
    case 'too-large':
      return `${path}: ${reception.why}`
  }
}
