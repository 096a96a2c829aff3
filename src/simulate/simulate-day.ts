import { latin1Bytes } from '../core/latin1.ts'
import { planAdvices } from './ach/advices.ts'
import type { AchBatch, LabelledEntry } from './ach/model.ts'
import { ordinaryReturns } from './ach/ordinary-returns.ts'
import { profileOf } from './ach/plan-files.ts'
import { drawEntry } from './ach/profiles.ts'
import { writeAchFile } from './ach/write-file.ts'
import { createDrawnImages } from './checks/images.ts'
import type { Bundle, Deposit, Letter } from './checks/model.ts'
import { checksOfBundle } from './checks/ordinary.ts'
import { type LetterSources, writeLetter } from './checks/write-letter.ts'
import { createCsv, type DayFile, type DayWriter } from './day-writer.ts'
import { distributeOrdinary } from './distribute.ts'
import { createFactFiles, type FactFiles } from './facts.ts'
import { planHistory } from './history.ts'
import { INSTITUTION, SETTINGS } from './institution.ts'
import { arrivalsOf, type PlannedFile, writeManifest } from './manifest.ts'
import { createPlan, type Plan, type SimulateOptions } from './plan.ts'
import { plantAll } from './plant/plant-all.ts'
import type { RawFile } from './raw-file.ts'
import { CLEAN, createTruth, type TruthFile } from './truth.ts'
import { storedZip } from './zip.ts'

/**
 * Writes a whole labelled day: accounts, facts, history, files, manifest and truth, in a directory's layout. The same
 * options give the same bytes. Memory grows with what is planted (bounded) and with the number of batches, not with items.
 */
export function simulateDay(options: SimulateOptions, out: DayWriter): void {
  const plan = createPlan(options)
  plantAll(plan)
  planHistory(plan)
  planAdvices(plan)
  distributeOrdinary(plan)
  writeDayJson(plan, out)
  writeAccounts(plan, out)
  const facts = createFactFiles(out, plan.facts, toInstant)
  const truth = createTruth(out)
  const arrivals = arrivalsOf(plan)
  writeManifest(out, arrivals, plan, toInstant)
  writeFiles(plan, arrivals, { out, facts, truth })
  plan.facts.claims.forEach((claim, seq) => {
    const { account, amountMinor, kind, near } = claim
    truth.add({
      path: 'claims.csv',
      seq,
      scope: 'claim',
      batch: undefined,
      account,
      direction: 'debit',
      amountMinor,
      moves: 'nothing',
      outcome: 'except',
      kind,
      near,
    })
  })
  facts.close()
  truth.close()
}

/** The institution's wall clock as an instant. */
function toInstant(at: Temporal.PlainDateTime): string {
  return at.toZonedDateTime(INSTITUTION.zone).toInstant().toString()
}

interface Targets {
  readonly out: DayWriter
  readonly facts: FactFiles
  readonly truth: TruthFile
}

function writeFiles(plan: Plan, arrivals: readonly PlannedFile[], targets: Targets): void {
  const copied = new Map(
    plan.rawFiles.flatMap(({ bytes }) => (bytes.are === 'copied' ? [[bytes.of, [] as Uint8Array[]]] : [])),
  )
  const sources = letterSources(plan, targets)
  const entriesOf = (batch: AchBatch) => entriesOfBatch(plan, batch, targets.facts)
  for (const planned of arrivals) {
    const pieces = copied.get(planned.file.path)
    const opened = targets.out.file(planned.file.path)
    const file = pieces === undefined ? opened : kept(opened, pieces)
    if (planned.is === 'ach') writeAchFile(planned.file, entriesOf, file, targets.truth)
    else if (planned.is === 'letter') writeLetter(planned.file, sources, file)
    else writeRaw(planned.file, copied, file, targets.truth)
  }
}

/** Keeps what is written to a small file that is sent again later. */
function kept(file: DayFile, pieces: Uint8Array[]): DayFile {
  return {
    write: bytes => {
      pieces.push(typeof bytes === 'string' ? latin1Bytes(bytes) : bytes.slice())
      file.write(bytes)
    },
    close: () => file.close(),
  }
}

function writeRaw(
  raw: RawFile,
  copied: ReadonlyMap<string, readonly Uint8Array[]>,
  file: DayFile,
  truth: TruthFile,
): void {
  const { bytes, path } = raw
  if (bytes.are === 'given') file.write(bytes.bytes)
  else {
    const whole = Uint8Array.from((copied.get(bytes.of) ?? []).flatMap(piece => [...piece]))
    file.write(bytes.as === 'zipped' ? storedZip(bytes.of.replace(/.*\//, ''), whole) : whole)
  }
  file.close()
  truth.add({
    path,
    seq: undefined,
    batch: undefined,
    account: '',
    direction: undefined,
    amountMinor: 0,
    moves: 'nothing',
    ...raw.truth,
  })
  for (const item of raw.items ?? []) truth.add(item)
}

/** Ordinary entries drawn one by one, the planted ones spread among them in their order. */
function* entriesOfBatch(plan: Plan, batch: AchBatch, facts: FactFiles): Generator<LabelledEntry> {
  const { planted, ordinary, header } = batch
  const profile = profileOf(batch)
  const random = plan.random.split(batch.streamLabel)
  const day = plan.options.day
  const monthDay = `${String(day.month).padStart(2, '0')}${String(day.day).padStart(2, '0')}`
  const source = { accounts: plan.accounts, random, company: header.companyName, monthDay }
  let placed = 0
  for (let index = 0; index < ordinary; index++) {
    while (placed < planted.length && index >= ((placed + 1) * ordinary) / (planted.length + 1))
      yield planted[placed++]!
    if (profile === undefined) yield { entry: ordinaryReturns(plan, batch, random, facts), label: CLEAN }
    else yield { entry: drawEntry(profile, source), label: CLEAN }
  }
  while (placed < planted.length) yield planted[placed++]!
}

function letterSources(plan: Plan, { facts, truth }: Targets): LetterSources {
  const source = {
    accounts: plan.accounts,
    random: plan.random.split('checks'),
    day: plan.options.day,
    deposited: facts.deposited,
  }
  return {
    checksOf: (letter: Letter, bundle: Bundle) => checksOfBundle(letter, bundle, source),
    depositorOf: (_bundle: Bundle, _deposit: Deposit) => plan.accounts.next('business').account.number,
    images: createDrawnImages(plan.options.day, plan.random.split('images')),
    truth,
  }
}

function writeDayJson({ options }: Plan, out: DayWriter): void {
  const { seed, items, day } = options
  const { name, routingNumbers, zone, cutoff } = INSTITUTION
  const file = out.file('day.json')
  const content = {
    version: 1,
    seed,
    items,
    day: day.toString(),
    zone,
    cutoff,
    institution: { name, routingNumbers, closures: [] },
    settings: SETTINGS,
  }
  file.write(`${JSON.stringify(content, null, 2)}\n`)
  file.close()
}

const ACCOUNT_COLUMNS = [
  'number',
  'status',
  'type',
  'holder_type',
  'holder_name',
  'balance_minor',
  'held_minor',
  'overdraft_limit_minor',
] as const

function writeAccounts(plan: Plan, out: DayWriter): void {
  const csv = createCsv(out, 'accounts.csv', ACCOUNT_COLUMNS)
  const count = plan.accounts.active + plan.accounts.idle
  for (let index = 0; index < count + plan.dedicated.length; index++) {
    const a = index < count ? plan.accounts.at(index) : plan.dedicated[index - count]!
    csv.row([
      a.number,
      a.status,
      a.type,
      a.holderType,
      a.holderName,
      a.balanceMinor,
      a.heldMinor,
      a.overdraftLimitMinor,
    ])
  }
  csv.close()
}
