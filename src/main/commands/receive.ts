import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { counted } from '../../core/counted.ts'
import { ACCOUNTS_MISSING, AccountsMissing } from '../../engine/accounts-missing.ts'
import { endReceipt } from '../../engine/attempt-receipt.ts'
import type { Engine } from '../../engine/engine.ts'
import { openCases } from '../../engine/open-cases.ts'
import { orgShardOf } from '../../engine/org-shard.ts'
import { type Reception, receiveFile } from '../../engine/receive-file.ts'
import { resumeReceipts } from '../../engine/resume-receipts.ts'
import { type Receipt, receiptById } from '../../store/receipt.ts'
import { type ReceiptContents, receiptContents } from '../../store/receipt-contents.ts'
import { type Call, CannotDo, type Command, EXIT, Misuse } from '../command.ts'
import { complainOfFailed } from '../complain-of-failed.ts'
import { isStandardInput, needPipe, STANDARD_INPUT } from '../standard-input.ts'
import { withEngine } from '../with-engine.ts'

export const receive: Command = {
  arguments: 'PATH…',
  takes: [1, Number.MAX_SAFE_INTEGER],
  summary:
    'Receives files: a receipt number for each, then processes them. The same bytes are accepted once. - is standard input.',
  examples: [
    'clearday receive incoming/*.ach',
    'clearday receive letter.x937 --source "Midwest Exchange"',
    'gpg --decrypt day.ach.gpg | clearday receive -',
  ],
  options: { source: { type: 'string', value: 'NAME', default: 'command line', help: 'who sent the files' } },
  async run(call) {
    for (const path of call.positionals) refuseNoFile(path)
    if (call.positionals.filter(isStandardInput).length > 1)
      throw new Misuse('- is standard input, which can be read only once')
    const receptions = await withEngine(call, engine => receiveAll(call, engine))
    if (call.json) call.terminal.printJson({ files: receptions.map(receptionJson) })
    return receptions.every(isClear) ? EXIT.done : EXIT.faults
  },
}

interface Received {
  readonly path: string
  readonly reception: Reception
  /** The receipt after the file was processed. */
  readonly receipt: Receipt | undefined
  /** With what is in an archive. */
  readonly contents: ReceiptContents
}

/** Of a file that was not kept. */
const NO_CONTENTS: ReceiptContents = { items: 0, batches: 0, faults: 0, filesNotDone: 0 }

function isClear({ reception, receipt, contents }: Received): boolean {
  return (
    reception.outcome === 'accepted' &&
    receipt?.state === 'done' &&
    contents.faults === 0 &&
    contents.filesNotDone === 0
  )
}

async function receiveAll(call: Call, engine: Engine): Promise<readonly Received[]> {
  const progress = call.terminal.progress('receiving')
  const received: Received[] = []
  complainOfFailed(call, (await resumeReceipts(engine)).failed)
  for (const path of call.positionals) {
    progress.update(received.length, call.positionals.length, path)
    const reception = await receiveFile(engine, {
      name: nameOf(path),
      source: call.text('source') ?? 'command line',
      channel: 'command',
      bytes: isStandardInput(path) ? process.stdin : createReadStream(path, { highWaterMark: 1 << 20 }),
      receivedAt: engine.now(),
    })
    if (reception.outcome === 'accepted') await endOrWait(call, engine, reception.receiptId)
    const receipt = await receiptOf(engine, reception)
    const contents = receipt === undefined ? NO_CONTENTS : await contentsOf(engine, receipt)
    received.push({ path, reception, receipt, contents })
    if (!call.json)
      call.terminal.print(sentenceOf(isStandardInput(path) ? nameOf(path) : path, reception, receipt, contents))
  }
  await openCases(engine)
  progress.end(`${received.length} of ${counted(call.positionals.length, 'file')}`)
  return received
}

function nameOf(path: string): string {
  return isStandardInput(path) ? STANDARD_INPUT.name : basename(path)
}

/** Without accounts the receipt waits; the sentence of its file says so. */
async function endOrWait(call: Call, engine: Engine, receiptId: number): Promise<void> {
  try {
    complainOfFailed(call, await endReceipt(engine, receiptId))
  } catch (error) {
    if (!(error instanceof AccountsMissing)) throw error
  }
}

async function receiptOf(engine: Engine, reception: Reception): Promise<Receipt | undefined> {
  if (reception.outcome === 'too-large') return undefined
  return receiptById(engine.database.pool, orgShardOf(engine), reception.receiptId)
}

function contentsOf(engine: Engine, { shard, id }: Receipt): Promise<ReceiptContents> {
  return receiptContents(engine.database.pool, shard, id)
}

/** Before the first is received, so that a wrong name among many leaves nothing half done. */
function refuseNoFile(path: string): void {
  if (isStandardInput(path)) {
    needPipe()
    return
  }
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CannotDo(`there is no file ${path}; nothing was received`)
  if (!found.isFile()) throw new CannotDo(`${path} is no file; nothing was received`)
}

function receptionJson({ path, reception, receipt, contents }: Received) {
  return {
    path,
    outcome: reception.outcome,
    receipt: receipt?.id ?? null,
    first_receipt: reception.outcome === 'duplicate' ? reception.firstReceiptId : null,
    state: receipt?.state ?? null,
    items: contents.items,
    batches: contents.batches,
    faults: contents.faults,
    why: reception.outcome === 'accepted' ? (receipt?.why ?? null) : reception.why,
  }
}

function waitsWhy(receipt: Receipt | undefined): string {
  return receipt?.state === 'arrived' || receipt?.state === 'staged' ? `, waits: ${ACCOUNTS_MISSING}` : ''
}

function sentenceOf(
  path: string,
  reception: Reception,
  receipt: Receipt | undefined,
  { items, batches, faults: found, filesNotDone }: ReceiptContents,
): string {
  if (reception.outcome === 'too-large') return `${path}: ${reception.why}`
  if (reception.outcome === 'duplicate')
    return `${path}: refused under receipt ${reception.receiptId}. ${reception.why}`
  const read = items + batches === 0 ? '' : `, ${counted(items, 'item')} in ${counted(batches, 'batch')}`
  const faults = found === 0 ? '' : `, ${counted(found, 'fault')}`
  const why = receipt?.state === 'quarantined' ? `, quarantined: ${receipt.why}` : waitsWhy(receipt)
  const held = receipt?.state === 'done' && filesNotDone > 0 ? `, ${counted(filesNotDone, 'file')} in it not done` : ''
  return `${path}: receipt ${reception.receiptId}${read}${faults}${why}${held}`
}
