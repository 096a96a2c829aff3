import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../engine/engine.ts'
import { proveDay } from '../../engine/prove-day.ts'
import { releaseReturns } from '../../engine/release-returns.ts'
import { resumeReceipts } from '../../engine/resume-receipts.ts'
import { signHeads } from '../../engine/sign-heads.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { institutionOf, readConfig } from '../config.ts'
import { configOfDay } from '../day-config.ts'
import { openHeadLedger } from '../head-ledger.ts'
import { loadClaims } from '../load-claims.ts'
import { openEngine } from '../open-engine.ts'
import { publishReturnFiles } from '../publish-returns.ts'
import { runDay } from '../run-day.ts'
import { printProof, proofJson } from './prove.ts'

export const run: Command = {
  arguments: 'DIR',
  summary: 'Receives everything in a day directory, processes it to the end, sends the returns and proves the day.',
  examples: [
    'clearday simulate --seed 7 --items 10000 --out day && clearday run day',
    'clearday run day --json --data /tmp/other',
  ],
  options: { workers: { type: 'string', value: 'N', default: '2', help: 'parts processed at the same time' } },
  run: runCommand,
}

async function runCommand(call: Call): Promise<ExitCode> {
  const [directory] = call.positionals
  if (directory === undefined || call.positionals.length > 1) throw new Misuse('run takes one day directory')
  if (!existsSync(join(directory, 'manifest.csv')))
    throw new CannotDo(
      `${directory} is no day directory: it has no manifest.csv. clearday simulate makes one; docs/files.md describes it.`,
    )
  const config = configOfDay(readConfig(call.dataDir, call.environment), directory)
  const open = await openEngine({
    dataDir: call.dataDir,
    institution: institutionOf(config),
    environment: call.environment,
  })
  try {
    return await runAll(call, open.engine, directory)
  } finally {
    await open.close()
  }
}

async function runAll(call: Call, engine: Engine, directory: string): Promise<ExitCode> {
  const progress = call.terminal.progress('receiving')
  const outcomes = { accepted: 0, duplicate: 0, 'too-large': 0 }
  await resumeReceipts(engine)
  await runDay(engine, directory, {
    loaded: files =>
      progress.update(
        0,
        undefined,
        Object.entries(files)
          .map(([name, rows]) => `${name} ${rows}`)
          .join(', '),
      ),
    received(arrival, reception, of) {
      outcomes[reception.outcome]++
      progress.update(of.done, of.total, arrival.path)
    },
  })
  progress.end(`${outcomes.accepted} files accepted, ${outcomes.duplicate} refused as duplicates`)
  const claims = await loadClaims(engine, directory)
  for (const sentence of claims.unmatched) call.terminal.complain(sentence)
  const released = await releaseReturns(engine)
  await publishReturnFiles(engine, call.dataDir)
  const ledger = await openHeadLedger(call.dataDir, engine.institution.orgId)
  await signHeads(engine, ledger)
  const proof = await proveDay(engine, await ledger.read())
  if (call.json)
    call.terminal.printJson({
      files: outcomes,
      returns: released.map(file => ({ name: file.name, items: file.items })),
      proof: proofJson(proof),
    })
  else {
    for (const file of released) call.terminal.print(`return file ${file.name}: ${file.items} items`)
    printProof(call.terminal, proof)
  }
  return proof.holds ? EXIT.done : EXIT.faults
}
