import { INSTITUTION, OPERATOR, OTHER_BANKS } from '../institution.ts'
import { originator } from '../originators.ts'
import type { SimulateOptions } from '../plan.ts'
import type { Random } from '../random.ts'
import type { AchBatch, AchFile, LineEnd } from './model.ts'
import { RETURNS_DESCRIPTION, returnsOriginator } from './ordinary-returns.ts'
import { PROFILES, type Profile } from './profiles.ts'
import { shortDate } from './write-file.ts'

/** The day's ordinary ACH files: who sends them, when they come, and which batches they hold. */

interface Base {
  readonly options: SimulateOptions
  readonly key: number
  readonly random: Random
}

/** A source of ACH files: the operator in its windows, and banks that send to us directly. */
interface Sender {
  readonly source: string
  readonly routing: string
  readonly name: string
  readonly lineEnd: LineEnd
  /** Hours at which it delivers, in turn. */
  readonly hours: readonly number[]
}

const SENDERS: readonly Sender[] = [
  { source: 'fed-ach', ...OPERATOR, lineEnd: '\n', hours: [6, 11, 13, 16] },
  { source: 'epn', routing: '021001208', name: 'PRIVATE CLEARING', lineEnd: '', hours: [5, 12, 15] },
  { source: 'direct-music-city', ...OTHER_BANKS[1]!, lineEnd: '\r\n', hours: [8, 14] },
  { source: 'direct-piedmont', ...OTHER_BANKS[11]!, lineEnd: '\n', hours: [9, 10] },
]

/** It sends more than an hour after it was expected. */
const LATE_SOURCE = 'direct-piedmont'

const FILES_MIN = 5
const ITEMS_PER_FILE = 14_000

export function planAchFiles(base: Base): AchFile[] {
  const files = Math.max(FILES_MIN, Math.ceil((base.options.items * 0.85) / ITEMS_PER_FILE))
  return Array.from({ length: files }, (_, index) => planFile(base, index, files))
}

function planFile(base: Base, index: number, files: number): AchFile {
  const sender = SENDERS[index % SENDERS.length]!
  const round = Math.floor(index / SENDERS.length)
  const { day } = base.options
  const random = base.random.split('ach-file').split(index)
  // The last file comes after the cutoff and posts on the next banking day.
  const hour = isLate(index, files) ? 18 : sender.hours[round % sender.hours.length]!
  const at = day.toPlainDateTime({ hour, minute: random.below(50), second: random.below(60) })
  const path = `files/ach/${sender.source}-${day}-${String(index + 1).padStart(3, '0')}.ach`
  return {
    path,
    arrival: {
      source: sender.source,
      at,
      expectedBy: day.toPlainDateTime({ hour: sender.source === LATE_SOURCE ? hour - 2 : hour + 1 }),
    },
    lineEnd: sender.lineEnd,
    origin: { routing: sender.routing, name: sender.name },
    destination: INSTITUTION.routingNumbers[0],
    modifier: modifierOf(index),
    batches: planBatches(base, index, files, random),
    isHistory: false,
  }
}

/** Which of the day's files come after the cutoff: the last one. Nothing that depends on the posting day is planted in it. */
export function isLate(index: number, files: number): boolean {
  return index === files - 1
}

/** A to Z, then 0 to 9. */
export function modifierOf(index: number): string {
  return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.charAt(index % 36)
}

function planBatches(base: Base, index: number, files: number, random: Random): AchBatch[] {
  const batches: AchBatch[] = []
  PROFILES.forEach((profile, at) => {
    // Every profile is in one file at least; the common ones are in all.
    if (at % files !== index && profile.weight < 20 && random.percent(50)) return
    const expected = (base.options.items * 0.85 * profile.weight) / 1_000 / files
    const senders = Math.min(6, Math.max(1, Math.round(expected / 400)))
    for (let nth = 0; nth < senders; nth++) {
      batches.push(planBatch(base, profile, { file: index, at, nth, random }))
    }
  })
  batches.push(planReturns(base, index, random))
  return batches
}

/** What other banks send back comes in every file, in a batch that no profile draws. */
function planReturns(base: Base, file: number, random: Random): AchBatch {
  const bank = random.pick(OTHER_BANKS)
  const firm = returnsOriginator(base.key, random.below(40))
  return {
    header: {
      serviceClass: 225,
      sec: 'PPD',
      companyName: firm.name,
      companyId: firm.id,
      description: RETURNS_DESCRIPTION,
      descriptiveDate: '',
      effectiveDate: shortDate(base.options.day),
      odfi: bank.routing.slice(0, 8),
    },
    ordinary: 0,
    weight: RETURNS_WEIGHT,
    streamLabel: `ach-returns-${file}`,
    planted: [],
  }
}

const RETURNS_WEIGHT = 12

function planBatch(
  base: Base,
  profile: Profile,
  place: { file: number; at: number; nth: number; random: Random },
): AchBatch {
  const firm = originator(base.key, place.at * 10_000 + place.file * 10 + place.nth)
  return {
    header: {
      serviceClass: profile.serviceClass,
      sec: profile.sec,
      companyName: firm.name,
      companyId: firm.id,
      description: profile.description,
      descriptiveDate: '',
      effectiveDate: shortDate(base.options.day),
      odfi: firm.bank.routing.slice(0, 8),
    },
    ordinary: 0,
    weight: (profile.weight * (50 + place.random.below(100))) / 100,
    streamLabel: `ach-${place.file}-${place.at}-${place.nth}`,
    planted: [],
  }
}

/** The profile that an ordinary batch is drawn from. */
export function profileOf(batch: AchBatch): Profile | undefined {
  const { sec, description, serviceClass } = batch.header
  return PROFILES.find(
    each => each.sec === sec && each.description === description && each.serviceClass === serviceClass,
  )
}
