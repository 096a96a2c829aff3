import { openDayOnOrBefore } from '../../core/calendar/calendar.ts'
import type { Direction } from '../../core/item.ts'
import type { SimAccount } from '../accounts.ts'
import { directionCode } from '../ach/codes.ts'
import type {
  AchBatch,
  AchBatchHeader,
  AchEntry,
  AchFile,
  BatchFault,
  LabelledEntry,
  ServiceClass,
} from '../ach/model.ts'
import { modifierOf } from '../ach/plan-files.ts'
import { receiverName } from '../ach/profiles.ts'
import { shortDate } from '../ach/write-file.ts'
import { INSTITUTION, OPERATOR } from '../institution.ts'
import type { Originator } from '../originators.ts'
import { CLEAN, type Label } from '../truth.ts'
import { ourRouting, type Planting } from './planting.ts'

/** Where planted entries go: into ordinary batches, into small batches of their own, into files of their own, into history. */

/** A right entry to the account. Planters change what they need. */
export function entryTo(p: Planting, account: SimAccount, direction: Direction, amountMinor: number): AchEntry {
  return {
    code: directionCode(account.type, direction, 'live'),
    routing: ourRouting(p.random),
    account: account.number,
    amountMinor,
    identification: `P${p.random.between(10_000_000, 99_999_999)}`,
    name: receiverName(account, p.random.below(64)),
  }
}

/** Puts the entry into an ordinary batch of one of the classes. The batch's header is returned: a stop order may name its company. */
export function intoOrdinary(p: Planting, entry: AchEntry, label: Label, account?: string): void {
  const direction = entry.code % 10 < 5 ? 220 : 225
  const batch = hostBatch(p, direction)
  batch.planted.push({ entry, label, ...(account === undefined ? {} : { account }) })
}

/** An ordinary PPD or WEB batch of the direction, in a file that comes before the cutoff. */
export function hostBatch(p: Planting, serviceClass: 220 | 225): AchBatch {
  return p.random.pick(p.plan.achHosts[serviceClass])
}

export interface BatchSpec {
  readonly sender: Originator
  readonly sec: string
  readonly serviceClass: ServiceClass
  readonly description?: string
  readonly descriptiveDate?: string
  readonly effectiveDate?: string
  /** Eight digits; the sender's bank when left out. */
  readonly odfi?: string
  readonly label?: Label
  readonly fault?: BatchFault
}

/** A batch of planted entries only, to be put into a file. */
export function batchOf(p: Planting, spec: BatchSpec, planted: readonly LabelledEntry[]): AchBatch {
  const header: AchBatchHeader = {
    serviceClass: spec.serviceClass,
    sec: spec.sec,
    companyName: spec.sender.name,
    companyId: spec.sender.id,
    description: spec.description ?? 'PAYMENT',
    descriptiveDate: spec.descriptiveDate ?? '',
    effectiveDate: spec.effectiveDate ?? shortDate(p.day),
    odfi: spec.odfi ?? spec.sender.bank.routing.slice(0, 8),
  }
  const streamLabel = `${p.kind}-${p.mark()}`
  const parts = {
    ...(spec.label === undefined ? {} : { label: spec.label }),
    ...(spec.fault === undefined ? {} : { fault: spec.fault }),
  }
  return { header, ordinary: 0, weight: 0, streamLabel, planted: [...planted], ...parts }
}

/** Puts a batch behind the others of an ordinary file that comes before the cutoff. */
export function intoOrdinaryFile(p: Planting, batch: AchBatch): AchFile {
  const file = p.random.pick(p.plan.earlyAchFiles)
  file.batches.push(batch)
  return file
}

/** Right entries beside planted ones, so that a batch is never the planted entry alone. */
export function companions(p: Planting, direction: Direction, count = 1): LabelledEntry[] {
  return Array.from({ length: count }, () => ({
    entry: entryTo(p, p.person(), direction, p.random.between(1_000, 80_000)),
    label: CLEAN,
  }))
}

/** A small file of its own, at a time before the cutoff. */
export function extraFile(p: Planting, spec: Pick<AchFile, 'batches'> & Partial<AchFile>): AchFile {
  const at = extraTime(p)
  const file: AchFile = {
    path: `files/ach/direct-small-${p.mark()}.ach`,
    arrival: { source: 'direct-small', at },
    lineEnd: p.random.pick(['\n', '', '\r\n'] as const),
    origin: OPERATOR,
    destination: INSTITUTION.routingNumbers[0],
    modifier: modifierOf(p.n),
    isHistory: false,
    ...spec,
  }
  p.plan.extraAchFiles.push(file)
  return file
}

/** Extra files come in the afternoon, after the ordinary ones they may refer to and before the cutoff. */
export function extraTime(p: Planting): Temporal.PlainDateTime {
  return p.day.toPlainDateTime({ hour: 16, minute: 50 + p.random.below(9), second: p.random.below(60) })
}

/** The last banking day on or before the date: history came on those. */
export function historyDay(p: Planting, date: Temporal.PlainDate): Temporal.PlainDate {
  return openDayOnOrBefore(p.plan.calendar, date)
}

/** Puts a batch into the file that came on an earlier banking day. */
export function intoHistory(p: Planting, day: Temporal.PlainDate, batch: AchBatch): void {
  historyFile(p.plan, day).batches.push(batch)
}

/** The file of an earlier banking day, made when it is first asked for. */
export function historyFile(plan: Planting['plan'], day: Temporal.PlainDate): AchFile {
  const key = day.toString()
  const known = plan.achHistory.get(key)
  if (known !== undefined) return known
  const file: AchFile = {
    path: `files/history/ach-${key}.ach`,
    arrival: { source: 'fed-ach', at: day.toPlainDateTime({ hour: 8, minute: 30 }) },
    lineEnd: '\n',
    origin: OPERATOR,
    destination: INSTITUTION.routingNumbers[0],
    modifier: 'A',
    batches: [],
    isHistory: true,
  }
  plan.achHistory.set(key, file)
  return file
}
