import { createReadStream, statSync } from 'node:fs'
import { type Fault, maskFault } from '../../core/fault.ts'
import type { BatchClosed, BatchOpened, FileClosed, FileDetail, IntakeSink, PackSettings } from '../../core/pack.ts'
import { addTally, NOTHING, type Tally } from '../../core/tally.ts'
import { PACKS } from '../../packs/index.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { institutionOf, readConfig } from '../config.ts'
import { recordReveal } from '../record-reveal.ts'
import { tableLines } from '../terminal.ts'
import { dollars } from './prove.ts'

export const inspect: Command = {
  arguments: 'FILE',
  summary: 'Reads a file without a database: its batches, totals and every fault with its place.',
  examples: [
    'clearday inspect payroll.ach',
    'clearday inspect letter.x937 --json',
    'clearday inspect payroll.ach --reveal',
  ],
  options: {
    reveal: {
      type: 'boolean',
      help: 'show account numbers, names and tax ids; written to the audit log where there is one',
    },
  },
  run: inspectFile,
}

const HEAD_BYTES = 256

async function inspectFile(call: Call): Promise<ExitCode> {
  const [path] = call.positionals
  if (path === undefined || call.positionals.length > 1) throw new Misuse('inspect takes one file')
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new CannotDo(`there is no file ${path}`)
  if (call.flag('reveal')) await recordReveal(call, path)
  const report = await readReport(path, institutionOf(readConfig(call.dataDir, call.environment)).settings)
  const faults = call.flag('reveal') ? report.faults : report.faults.map(maskFault)
  if (call.json) call.terminal.printJson(reportJson(report, faults))
  else printReport(call, path, report, faults)
  return report.faults.length === 0 ? EXIT.done : EXIT.faults
}

interface Report {
  readonly detail: FileDetail | undefined
  readonly closed: FileClosed | undefined
  readonly batches: readonly (BatchOpened & BatchClosed)[]
  readonly items: Tally
  readonly faults: readonly Fault[]
}

async function readReport(path: string, settings: PackSettings): Promise<Report> {
  const { sink, report } = collectReport()
  const head = await readHead(path)
  const pack = Object.values(PACKS).find(one => one.recognises(head))
  if (pack === undefined) return { ...report(), faults: [unknownFormat()] }
  const feed = pack.createReader(sink, settings)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) feed.write(chunk as Buffer)
  feed.end()
  return report()
}

async function readHead(path: string): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(path, { end: HEAD_BYTES - 1 })) chunks.push(chunk as Buffer)
  return new Uint8Array(Buffer.concat(chunks))
}

function unknownFormat(): Fault {
  return {
    code: 'unknown-format',
    scope: 'file',
    rest: 'file left out',
    line: 1,
    record: 1,
    column: 1,
    expected: 'an ACH file (101 …) or an X9 image cash letter',
    message: 'The first bytes are of no format that is read here. Ask the sender what it is.',
  }
}

function collectReport(): { sink: IntakeSink; report(): Report } {
  const opened = new Map<number, BatchOpened>()
  const batches: (BatchOpened & BatchClosed)[] = []
  const faults: Fault[] = []
  let items = NOTHING
  let detail: FileDetail | undefined
  let closed: FileClosed | undefined
  const sink: IntakeSink = {
    fileHeader(header) {
      detail = header
    },
    batchOpened(batch) {
      opened.set(batch.ordinal, batch)
    },
    item(item) {
      items = addTally(items, {
        count: 1,
        debitMinor: item.direction === 'debit' ? item.amountMinor : 0,
        creditMinor: item.direction === 'credit' ? item.amountMinor : 0,
      })
    },
    batchClosed(batch) {
      const from = opened.get(batch.ordinal)
      if (from !== undefined) batches.push({ ...from, ...batch })
    },
    fault(fault) {
      faults.push(fault)
    },
    fileClosed(file) {
      closed = file
    },
  }
  return { sink, report: () => ({ detail, closed, batches, items, faults }) }
}

function reportJson(report: Report, faults: readonly Fault[]) {
  return {
    format: report.detail?.format ?? 'unknown',
    variant: report.detail?.variant ?? '',
    sender: report.detail?.sender ?? '',
    fate: report.closed?.fate ?? 'quarantine',
    batches: report.batches.map(batch => ({
      ordinal: batch.ordinal,
      line: batch.line,
      label: batch.label,
      fate: batch.fate,
      declared: batch.declared === undefined ? null : tallyJson(batch.declared),
      computed: tallyJson(batch.computed),
    })),
    items: report.items.count,
    totals: {
      declared: report.closed?.declared === undefined ? null : tallyJson(report.closed.declared),
      computed: tallyJson(report.items),
    },
    faults,
  }
}

function tallyJson(tally: Tally) {
  return { count: tally.count, debit_minor: tally.debitMinor, credit_minor: tally.creditMinor }
}

function printReport(call: Call, path: string, report: Report, faults: readonly Fault[]): void {
  const { terminal } = call
  terminal.print(
    `${path}: ${report.detail?.format ?? 'unknown format'} ${report.detail?.variant ?? ''}, ${report.items.count} items, fate ${report.closed?.fate ?? 'quarantine'}`,
  )
  const rows = report.batches.map(batch => [
    batch.ordinal + 1,
    batch.label,
    batch.computed.count,
    dollars(batch.computed.debitMinor),
    dollars(batch.computed.creditMinor),
    batch.declared?.count ?? '?',
    batch.fate,
  ])
  if (rows.length > 0)
    for (const line of tableLines(['batch', 'label', 'items', 'debits', 'credits', 'declared', 'fate'], rows))
      terminal.print(line)
  for (const fault of faults) terminal.print(faultLine(path, fault))
  terminal.print(faults.length === 0 ? 'No faults.' : `${faults.length} faults.`)
}

/** `file:12:30 amount: … (found "x", expected "y"; item left out)`. */
function faultLine(path: string, fault: Fault): string {
  const place = [path, fault.line ?? fault.record, fault.column].filter(part => part !== undefined).join(':')
  const found = fault.found === undefined ? '' : ` found ${JSON.stringify(fault.found)},`
  const expected = fault.expected === undefined ? '' : ` expected ${JSON.stringify(fault.expected)},`
  return `${place} ${fault.code}${fault.field === undefined ? '' : ` ${fault.field}`}: ${fault.message}${found}${expected} ${fault.rest}`
}
