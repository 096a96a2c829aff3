import { statSync } from 'node:fs'
import { type Fault, maskFault } from '../../core/fault.ts'
import type { Tally } from '../../core/tally.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode } from '../command.ts'
import { institutionOf, readConfig } from '../config.ts'
import { type FileReport, inspectFile } from '../inspect-file.ts'
import { recordReveal } from '../record-reveal.ts'
import { tableLines } from '../terminal.ts'
import { dollars } from './prove.ts'

export const inspect: Command = {
  arguments: 'FILE',
  takes: [1, 1],
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
    faults: { type: 'string', value: 'N', default: '10000', help: 'how many faults are shown; all are counted' },
  },
  run: runInspect,
}

async function runInspect(call: Call): Promise<ExitCode> {
  const [path = ''] = call.positionals
  const faultsMax = call.integer('faults', { min: 1, max: 1_000_000 }) ?? 10_000
  const { settings } = institutionOf(readConfig(call.dataDir, call.environment))
  const sizeBytes = sizeOf(path)
  if (call.flag('reveal')) await recordReveal(call, { what: path, subject: 0 })
  const progress = call.terminal.progress('reading')
  const report = await inspectFile(path, settings, faultsMax, bytes => progress.update(bytes, sizeBytes, 'bytes'))
  progress.end()
  const faults = call.flag('reveal') ? report.faults : report.faults.map(maskFault)
  if (call.json) call.terminal.printJson(reportJson(report, faults))
  else printReport(call, path, report, faults)
  return report.faultsFound === 0 ? EXIT.done : EXIT.faults
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CannotDo(`there is no file ${path}`)
  if (!found.isFile()) throw new CannotDo(`${path} is no file`)
  return found.size
}

function reportJson(report: FileReport, faults: readonly Fault[]) {
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
    faults_found: report.faultsFound,
    faults,
  }
}

function tallyJson(tally: Tally) {
  return { count: tally.count, debit_minor: tally.debitMinor, credit_minor: tally.creditMinor }
}

function printReport(call: Call, path: string, report: FileReport, faults: readonly Fault[]): void {
  const { terminal } = call
  const format = report.detail === undefined ? 'unknown format' : `${report.detail.format} ${report.detail.variant}`
  terminal.print(`${path}: ${format}, ${report.items.count} items, fate ${report.closed?.fate ?? 'quarantine'}`)
  const rows = report.batches.map(batch => [
    batch.ordinal + 1,
    batch.label,
    batch.computed.count,
    dollars(batch.computed.debitMinor),
    dollars(batch.computed.creditMinor),
    ...(batch.declared === undefined
      ? ['?', '?', '?']
      : [batch.declared.count, dollars(batch.declared.debitMinor), dollars(batch.declared.creditMinor)]),
    batch.fate,
  ])
  const header = ['batch', 'label', 'items', 'debits', 'credits', 'declared items', 'debits', 'credits', 'fate']
  if (rows.length > 0) for (const line of tableLines(header, rows)) terminal.print(line)
  for (const fault of faults) terminal.print(faultLine(path, fault))
  const unseen = report.faultsFound - faults.length
  if (unseen > 0) terminal.print(`… and ${unseen} more; --faults N shows more`)
  terminal.print(report.faultsFound === 0 ? 'No faults.' : `${report.faultsFound} faults.`)
}

/** `file:12:30 amount: … (found "x", expected "y"; item left out)`. */
function faultLine(path: string, fault: Fault): string {
  const place = [path, fault.line ?? fault.record, fault.column].filter(part => part !== undefined).join(':')
  const said = [
    ...(fault.found === undefined ? [] : [`found ${JSON.stringify(fault.found)}`]),
    ...(fault.expected === undefined ? [] : [`expected ${JSON.stringify(fault.expected)}`]),
  ]
  const field = fault.field === undefined ? '' : ` ${fault.field}`
  return `${place} ${fault.code}${field}: ${fault.message} (${[...said, fault.rest].join(', ')})`
}
