import { statSync } from 'node:fs'
import { counted } from '../../core/counted.ts'
import { type Fault, maskFault } from '../../core/fault.ts'
import { addTally, NOTHING, type Tally } from '../../core/tally.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode } from '../command.ts'
import { institutionOf, readConfig } from '../config.ts'
import type { FileReport } from '../file-report.ts'
import { type Inspected, inspectFile } from '../inspect-file.ts'
import { recordReveal } from '../record-reveal.ts'
import { isStandardInput, needPipe, STANDARD_INPUT, withSpooledInput } from '../standard-input.ts'
import { tableLines } from '../terminal.ts'
import { dollars } from './prove.ts'

export const inspect: Command = {
  arguments: 'FILE',
  takes: [1, 1],
  summary:
    'Reads a file, or each file of an archive, without a database: its batches, totals and every fault with its place. - is standard input.',
  examples: [
    'clearday inspect payroll.ach',
    'clearday inspect letter.x937 --json',
    'clearday inspect day.zip',
    'clearday inspect payroll.ach --reveal',
    'gpg --decrypt day.ach.gpg | clearday inspect -',
  ],
  options: {
    reveal: {
      type: 'boolean',
      help: 'show account numbers, names and tax ids; written to the audit log where there is one',
    },
    faults: { type: 'string', value: 'N', default: '10000', help: 'how many faults are shown; all are counted' },
  },
  async run(call) {
    const [path = ''] = call.positionals
    if (!isStandardInput(path)) return runInspect(call, path, path)
    needPipe()
    // It may be read twice: an archive from its end, a doubted bundle again.
    return withSpooledInput(spooled => runInspect(call, spooled, STANDARD_INPUT.name))
  },
}

async function runInspect(call: Call, path: string, name: string): Promise<ExitCode> {
  const faultsMax = call.integer('faults', { min: 1, max: 1_000_000 }) ?? 10_000
  const { settings } = institutionOf(readConfig(call.dataDir, call.environment))
  const sizeBytes = sizeOf(path)
  if (call.flag('reveal')) await recordReveal(call, { what: name, subject: 0 })
  const progress = call.terminal.progress('reading')
  const inspected = await inspectFile(path, {
    settings,
    faultsMax,
    progress: bytes => progress.update(Math.min(bytes, sizeBytes), sizeBytes, 'bytes'),
  })
  progress.end()
  const show = call.flag('reveal') ? (fault: Fault) => fault : maskFault
  if (call.json) call.terminal.printJson(inspectedJson(inspected, show))
  else printInspected(call, name, inspected, show)
  return faultsOf(inspected) === 0 ? EXIT.done : EXIT.faults
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CannotDo(`there is no file ${path}`)
  if (!found.isFile()) throw new CannotDo(`${path} is no file`)
  return found.size
}

function faultsOf(inspected: Inspected): number {
  if (inspected.archive === undefined) return inspected.faultsFound
  const refused = inspected.refused === undefined ? 0 : 1
  return inspected.members.reduce((sum, member) => sum + member.faultsFound, refused)
}

/** What is shown of a fault: all of it, or without personal data. */
type Show = (fault: Fault) => Fault

/** Of an archive the members' sums, and each member as a report of its own. */
function inspectedJson(inspected: Inspected, show: Show) {
  if (inspected.archive === undefined) return reportJson(inspected, show)
  const { members, refused, archive } = inspected
  const items = members.reduce((sum, member) => addTally(sum, member.items), NOTHING)
  return {
    format: archive,
    variant: '',
    sender: '',
    fate: refused === undefined ? 'process' : 'quarantine',
    batches: [],
    items: items.count,
    totals: { declared: null, computed: tallyJson(items) },
    faults_found: faultsOf(inspected),
    faults: refused === undefined ? [] : [faultJson(refused, show)],
    members: members.map(member => ({ name: member.name, ...reportJson(member, show) })),
  }
}

function reportJson(report: FileReport, show: Show) {
  return {
    format: report.format === '' ? 'unknown' : report.format,
    variant: report.variant,
    sender: report.sender,
    fate: report.fate,
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
      declared: report.declared === undefined ? null : tallyJson(report.declared),
      computed: tallyJson(report.items),
    },
    faults_found: report.faultsFound,
    faults: report.faults.map(fault => faultJson(fault, show)),
  }
}

function faultJson(fault: Fault, show: Show) {
  const { sensitiveIn: _, ...shown } = show(fault)
  return shown
}

function tallyJson(tally: Tally) {
  return { count: tally.count, debit_minor: tally.debitMinor, credit_minor: tally.creditMinor }
}

function printInspected(call: Call, path: string, inspected: Inspected, show: Show): void {
  if (inspected.archive === undefined) {
    printReport(call, path, inspected, show)
    return
  }
  const { members, refused, archive } = inspected
  call.terminal.print(`${path}: ${archive} archive, ${counted(members.length, 'file')}`)
  for (const member of members) printReport(call, `${path}!${member.name}`, member, show)
  if (refused !== undefined) call.terminal.print(faultLine(path, show(refused)))
}

function printReport(call: Call, path: string, report: FileReport, show: Show): void {
  const { terminal } = call
  const format = report.format === '' ? 'unknown format' : `${report.format} ${report.variant}`.trimEnd()
  terminal.print(`${path}: ${format}, ${counted(report.items.count, 'item')}, fate ${report.fate}`)
  const header = ['batch', 'label', 'items', 'debits', 'credits', 'declared items', 'debits', 'credits', 'fate']
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
  if (rows.length > 0) for (const line of tableLines(header, rows)) terminal.print(line)
  for (const fault of report.faults) terminal.print(faultLine(path, show(fault)))
  const unseen = report.faultsFound - report.faults.length
  if (unseen > 0) terminal.print(`… and ${unseen} more; --faults N shows more`)
  terminal.print(report.faultsFound === 0 ? 'No faults.' : `${counted(report.faultsFound, 'fault')}.`)
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
