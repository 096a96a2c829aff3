import { createPublicKey } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ExportVerdict } from '../../core/audit-check.ts'
import { counted } from '../../core/counted.ts'
import type { Seal } from '../../core/signed-heads.ts'
import { exportAudit } from '../../engine/export-audit.ts'
import { checkExportFile, writeExportFile } from '../audit-file.ts'
import { checkCloseList, isCloseList } from '../close-list-file.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { openHeadLedger, sealOf } from '../head-ledger.ts'
import type { Terminal } from '../terminal.ts'
import { needDatabase, withEngine } from '../with-engine.ts'

export const audit: Command = {
  arguments: 'export --out FILE | audit verify FILE',
  takes: [1, 2],
  summary:
    'Writes the hash-chained history of everything that happened into one file, and checks such a file, or the signed list of a closed day, anywhere: without a database, without a configuration.',
  examples: [
    'clearday audit export --out audit.jsonl.gz',
    'clearday audit export --out june.jsonl.gz --from 2026-06-01 --to 2026-06-30',
    'clearday audit verify audit.jsonl.gz --key data/audit/key.pub.pem',
  ],
  options: {
    out: { type: 'string', value: 'FILE', help: 'where the export is written to; it is there whole or not at all' },
    from: { type: 'string', value: 'DATE', help: 'export from this posting day on' },
    to: { type: 'string', value: 'DATE', help: 'export up to this posting day' },
    key: {
      type: 'string',
      value: 'FILE',
      help: 'the public key of the signed heads, audit/key.pub.pem of the data directory; without it no signature is checked',
    },
  },
  async run(call) {
    const [verb, file] = call.positionals
    if (verb === 'export' && file === undefined) return exportTo(call)
    if (verb === 'verify' && file !== undefined) return verify(call, file)
    throw new Misuse('it takes export --out FILE, or verify FILE')
  },
}

/** Who an export is recorded for: whoever runs the command is no person of the institution yet. */
const OPERATOR = 'operator'

async function exportTo(call: Call): Promise<ExitCode> {
  const out = call.text('out')
  if (out === undefined) throw new Misuse('export takes --out FILE')
  if (existsSync(out))
    throw new CannotDo(`${out} is there already, and an export is never written over. Name another file.`)
  const days = { from: dayOf(call, 'from'), to: dayOf(call, 'to') }
  needDatabase(call)
  const end = await withEngine(call, async engine => {
    const ledger = await openHeadLedger(call.dataDir, engine.institution.orgId)
    return writeExportFile(resolve(out), sink => exportAudit(engine, OPERATOR, days, ledger, sink))
  })
  if (call.json) call.terminal.printJson({ file: out, ...end })
  else
    call.terminal.print(
      `${out}: ${counted(end.chains, 'chain')}, ${counted(end.links, 'link')}, ${counted(end.events, 'event')}, ${counted(end.signed, 'line')} of signed heads. Check it anywhere: clearday audit verify ${out} --key audit/key.pub.pem`,
    )
  return EXIT.done
}

function dayOf(call: Call, option: 'from' | 'to'): string | undefined {
  const text = call.text(option)
  if (text === undefined) return undefined
  try {
    return Temporal.PlainDate.from(text).toString()
  } catch {
    throw new Misuse(`--${option} takes a day such as 2026-06-01, not ${text}`)
  }
}

async function verify(call: Call, file: string): Promise<ExitCode> {
  const key = call.text('key')
  const seal = key === undefined ? undefined : sealOf(await readKey(key))
  if (await isCloseList(file)) return verifyList(call, file, seal)
  const verdict = await checkExportFile(file, seal)
  if (call.json) call.terminal.printJson(verdictJson(verdict))
  else printVerdict(call.terminal, verdict)
  return verdict.problems.length === 0 ? EXIT.done : EXIT.faults
}

/** The signed list of a closed day, see `clearday close-day`. */
async function verifyList(call: Call, file: string, seal: Seal | undefined): Promise<ExitCode> {
  const { head, open, sha256, signatureChecked, problems } = await checkCloseList(file, seal)
  const [day, no] = [head?.day ?? null, head?.no ?? null]
  const holds = problems.length === 0
  if (call.json)
    call.terminal.printJson({
      holds,
      problems,
      day,
      no,
      open,
      sha256,
      signature_checked: signatureChecked,
      before: head?.before ?? null,
    })
  else {
    call.terminal.print(
      `closing ${no ?? '?'} of ${day ?? 'no day'}: ${counted(open, 'exception stays', 'exceptions stay')} open; SHA-256 ${sha256}`,
    )
    if (!signatureChecked)
      call.terminal.print(
        'No signature was checked: with --key FILE, the audit/key.pub.pem of the data directory, it is.',
      )
    for (const problem of problems) call.terminal.print(`! ${problem}`)
    call.terminal.print(holds ? 'The list holds.' : 'The list does not hold.')
  }
  return holds ? EXIT.done : EXIT.faults
}

async function readKey(file: string) {
  const pem = await readFile(file)
  try {
    return createPublicKey(pem)
  } catch {
    throw new CannotDo(`${file} is no public key. It is audit/key.pub.pem of the data directory that wrote the export.`)
  }
}

/** The verdict as `audit verify --json` prints it. */
function verdictJson(verdict: ExportVerdict) {
  const { head, problems, chains, links, events, signed, signedAt } = verdict
  return {
    holds: problems.length === 0,
    problems,
    org: head?.org ?? null,
    from: head?.from ?? null,
    to: head?.to ?? null,
    chains,
    links,
    events,
    signatures_checked: verdict.signaturesChecked,
    signed_heads: signed,
    signed_at: signedAt ?? null,
    links_after_heads: verdict.linksAfterHeads,
    chains_after_heads: verdict.chainsAfterHeads,
  }
}

function printVerdict(to: Terminal, verdict: ExportVerdict): void {
  const { head, chains, links, events } = verdict
  if (head !== undefined)
    to.print(
      `institution ${head.org}, ${daysOf(head.from, head.to)}: ${counted(chains, 'chain')}, ${counted(links, 'link')}, ${counted(events, 'event')}`,
    )
  to.print(coverOf(verdict))
  if (!verdict.signaturesChecked)
    to.print(
      'No signature was checked: with --key FILE, the audit/key.pub.pem of the data directory, also a history that was written anew is found.',
    )
  for (const problem of verdict.problems) to.print(`! ${problem}`)
  to.print(verdict.problems.length === 0 ? 'The export holds.' : 'The export does not hold.')
}

function daysOf(from: string | null, to: string | null): string {
  if (from === null && to === null) return 'all days'
  return `${from === null ? 'the first day' : from} to ${to === null ? 'the last day' : to}`
}

/** Up to where signatures that were made outside the database vouch for the history, and what they do not cover. */
function coverOf({ signed, signedAt, linksAfterHeads, chainsAfterHeads }: ExportVerdict): string {
  const until =
    signedAt === undefined
      ? 'No head of a chain is signed'
      : `${counted(signed, 'signed head holds', 'signed heads hold')}, the last signed at ${signedAt}`
  return linksAfterHeads === 0
    ? `${until}; no link came after them.`
    : `${until}; not covered by one: the last ${counted(linksAfterHeads, 'link')}, in ${counted(chainsAfterHeads, 'chain')}. An edit of those that was made in the database before the export is not found.`
}
