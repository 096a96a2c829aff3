import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { counted } from '../../core/counted.ts'
import type { Engine } from '../../engine/engine.ts'
import { matchClaimsOfReleases } from '../../engine/match-waiting-claims.ts'
import { openCases } from '../../engine/open-cases.ts'
import { orgShardOf } from '../../engine/org-shard.ts'
import { proveDay } from '../../engine/prove-day.ts'
import type { Reception } from '../../engine/receive-file.ts'
import type { ReleasedFile } from '../../engine/release-outbound-files.ts'
import { resumeReceipts } from '../../engine/resume-receipts.ts'
import { signHeads } from '../../engine/sign-heads.ts'
import { heldUnits } from '../../store/open-exceptions.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode } from '../command.ts'
import { complainOfFailed } from '../complain-of-failed.ts'
import { hasConfig } from '../config.ts'
import { configOfDay, isSimulated } from '../day-config.ts'
import { openHeadLedger } from '../head-ledger.ts'
import { loadClaims } from '../load-claims.ts'
import { publishOutboundFiles } from '../publish-outbound-files.ts'
import { type DayProgress, releaseLastDay, runDay } from '../run-day.ts'
import { withEngine } from '../with-engine.ts'
import { writeDayConfig } from '../write-day-config.ts'
import { printProof, proofJson } from './prove.ts'

export const run: Command = {
  arguments: 'DIR',
  takes: [1, 1],
  summary: 'Receives everything in a day directory, processes it to the end, sends the returns and proves the day.',
  examples: [
    'clearday simulate --seed 7 --items 10000 --out day && clearday run day',
    'clearday run day --json --data /tmp/other',
  ],
  options: { workers: { type: 'string', value: 'N', default: '2', help: 'parts processed at the same time' } },
  run: runCommand,
}

async function runCommand(call: Call): Promise<ExitCode> {
  const [directory = ''] = call.positionals
  const workers = call.integer('workers', { min: 1, max: 64 }) ?? 2
  if (!existsSync(join(directory, 'manifest.csv')))
    throw new CannotDo(
      `${directory} is no day directory: it has no manifest.csv. clearday simulate makes one; docs/files.md describes it.`,
    )
  return withEngine(
    call,
    async (engine, config) => {
      const received = await receiveAll(call, engine, directory, workers)
      // Every later command on this data directory then works for the same bank.
      if (isSimulated(directory) && !hasConfig(call.dataDir, call.environment))
        await writeDayConfig(call.dataDir, config, directory)
      return finishDay(call, engine, directory, received)
    },
    config => configOfDay(config, directory),
  )
}

interface Received {
  readonly outcomes: Readonly<Record<Reception['outcome'], number>>
  /** What went out between the days of the directory. */
  readonly released: readonly ReleasedFile[]
}

/** Claims, returns, signed heads and the proof. */
async function finishDay(call: Call, engine: Engine, directory: string, received: Received): Promise<ExitCode> {
  const held = await tellHeld(call, engine)
  const claims = await loadClaims(engine, directory)
  for (const sentence of claims.unmatched) call.terminal.complain(sentence)
  // What went out is published also when an answer was held back.
  const last = await releaseLastDay(engine, directory).finally(() => publishOutboundFiles(engine, call.dataDir))
  await openCases(engine)
  const released = [...received.released, ...last]
  const proving = call.terminal.progress('proving')
  const ledger = await openHeadLedger(call.dataDir, engine.institution.orgId)
  await signHeads(engine, ledger)
  const proof = await proveDay(engine, await ledger.read())
  proving.end()
  if (call.json)
    call.terminal.printJson({
      files: received.outcomes,
      held,
      claims: { raised: claims.raised, repeated: claims.repeated, unmatched: claims.unmatched.length },
      returns: released.map(file => ({ name: file.name, items: file.items })),
      proof: proofJson(proof),
    })
  else {
    for (const file of released) call.terminal.print(`return file ${file.name}: ${counted(file.items, 'item')}`)
    printProof(call.terminal, proof)
  }
  const clear = proof.holds && held === 0 && claims.unmatched.length === 0 && received.outcomes['too-large'] === 0
  return clear ? EXIT.done : EXIT.faults
}

const HELD_NAMED_MAX = 20

/** Names the files and batches that are held as a whole until a person decides; gives how many there are. */
async function tellHeld(call: Call, engine: Engine): Promise<number> {
  const held = await heldUnits(engine.database.pool, orgShardOf(engine), HELD_NAMED_MAX)
  for (const unit of held.units) {
    const what = unit.batch === undefined ? unit.name : `${unit.name}, batch ${unit.batch + 1},`
    call.terminal.complain(`${what} is held (receipt ${unit.receiptId}, ${unit.kind}): ${unit.sentence}`)
  }
  const more = held.count - held.units.length
  if (more > 0) call.terminal.complain(`${more} more are held; clearday exceptions lists them`)
  return held.count
}

async function receiveAll(call: Call, engine: Engine, directory: string, workers: number): Promise<Received> {
  const released: ReleasedFile[] = []
  const outcomes = { accepted: 0, duplicate: 0, 'too-large': 0 }
  const loading = call.terminal.progress('loading accounts and facts')
  const receiving = call.terminal.progress('receiving')
  let finished = 0
  const progress: DayProgress = {
    loading: (file, rows) => loading.update(rows, undefined, file),
    async loaded(files) {
      const rows = Object.entries(files).map(([name, count]) => `${name} ${count}`)
      loading.end(rows.join(', ') || 'none')
      // What an earlier run left, or what waited for these very accounts, comes before what is new.
      const resumed = await resumeReceipts(engine)
      await matchClaimsOfReleases(engine)
      complainOfFailed(call, resumed.failed)
      finished = resumed.finished
    },
    received(arrival, reception, of) {
      outcomes[reception.outcome]++
      if (reception.outcome === 'too-large') call.terminal.complain(`${arrival.path}: ${reception.why}`)
      receiving.update(of.done, of.total, arrival.path)
    },
    failed: receipt => complainOfFailed(call, [receipt]),
    released: file => released.push(file),
  }
  await runDay(engine, directory, progress, { workers })
  receiving.end(
    `${counted(outcomes.accepted, 'file')} accepted, ${outcomes.duplicate} refused as duplicates${finished === 0 ? '' : `, ${finished} of an earlier run finished`}`,
  )
  return { outcomes, released }
}
