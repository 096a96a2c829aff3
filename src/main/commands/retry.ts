import { counted } from '../../core/counted.ts'
import { type Retry, retryReceipt } from '../../engine/retry-receipt.ts'
import { CannotDo, type Command, EXIT, Misuse } from '../command.ts'
import { complainOfFailed } from '../complain-of-failed.ts'
import { terminalAccount } from '../terminal-account.ts'
import { needDatabase, withEngine } from '../with-engine.ts'

export const retry: Command = {
  arguments: 'RECEIPT',
  takes: [1, 1],
  summary:
    'Attempts a file again whose processing failed (file-not-processed), once the cause is mended. What was processed stays.',
  examples: ['clearday retry 12', 'clearday retry 12 --json | jq .state'],
  options: {},
  async run(call) {
    const [number = ''] = call.positionals
    if (!/^\d{1,15}$/.test(number)) throw new Misuse('retry takes the number of a receipt, as its exception shows it')
    needDatabase(call)
    const tried = await withEngine(call, engine => retryReceipt(engine, Number(number), terminalAccount()))
    if (tried.outcome === 'refused') throw new CannotDo(tried.why)
    complainOfFailed(call, tried.failed)
    if (call.json) call.terminal.printJson(retryJson(tried))
    else call.terminal.print(sentenceOf(tried))
    return tried.receipt.state === 'done' && tried.failed.length === 0 ? EXIT.done : EXIT.faults
  },
}

type Tried = Extract<Retry, { readonly outcome: 'tried' }>

function retryJson({ receipt, failed }: Tried) {
  return {
    receipt: receipt.id,
    state: receipt.state,
    items: receipt.received.count,
    batches: receipt.batches,
    why: receipt.why ?? null,
    failed: failed.map(one => one.receiptId),
  }
}

function sentenceOf({ receipt }: Tried): string {
  if (receipt.state === 'quarantined') return `receipt ${receipt.id}: quarantined again: ${receipt.why}`
  const read = `${counted(receipt.received.count, 'item')} in ${counted(receipt.batches, 'batch')}`
  return `receipt ${receipt.id}: ${receipt.state}, ${read}`
}
