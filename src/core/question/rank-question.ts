import { amountWords } from '../money.ts'

/** What of a question decides when a senior should read it. Moments in milliseconds since 1970. */
export interface QuestionWeight {
  readonly shard: number
  readonly id: number
  /** When the case's answer has to leave; undefined without a clock. */
  readonly oursAt: number | undefined
  /** The value of the case in minor units. */
  readonly harmMinor: number
  /** Open items of the same kind and cause that the answer frees, its own among them. */
  readonly frees: number
  readonly askedAt: number
}

const MINUTE = 60_000
/** What has no clock is as urgent as what is due in so long. */
const WITHOUT_CLOCK_MINUTES = 30 * 24 * 60

/**
 * How much an answer is worth now: what is at stake, times what it frees, by the minutes that are left. Twice the value, twice the
 * items or half the time count the same. What is due within a minute or overdue counts as one minute; what has no value as one unit.
 */
export function weightOf(of: QuestionWeight, now: number): number {
  return (Math.max(1, of.harmMinor) * Math.max(1, of.frees)) / minutesLeft(of, now)
}

/** The order of a senior's inbox: the heaviest first; of equals the first to be due, then the first that was asked. */
export function byWeight(now: number): (a: QuestionWeight, b: QuestionWeight) => number {
  return (a, b) =>
    weightOf(b, now) - weightOf(a, now) ||
    (a.oursAt ?? Number.MAX_SAFE_INTEGER) - (b.oursAt ?? Number.MAX_SAFE_INTEGER) ||
    a.askedAt - b.askedAt ||
    a.shard - b.shard ||
    a.id - b.id
}

/** `due in 2 h 10 min, 1,204.55 at stake, frees 17 items`: why it stands where it stands. */
export function weightSentence(of: QuestionWeight, now: number): string {
  const items = of.frees === 1 ? 'frees one item' : `frees ${of.frees} items`
  return `${dueWords(of, now)}, ${amountWords(of.harmMinor)} at stake, ${items}`
}

function minutesLeft({ oursAt }: QuestionWeight, now: number): number {
  return oursAt === undefined ? WITHOUT_CLOCK_MINUTES : Math.max(1, (oursAt - now) / MINUTE)
}

function dueWords({ oursAt }: QuestionWeight, now: number): string {
  if (oursAt === undefined) return 'without a clock'
  const minutes = Math.floor((oursAt - now) / MINUTE)
  return minutes < 0 ? `overdue for ${spanWords(-minutes)}` : `due in ${spanWords(minutes)}`
}

function spanWords(minutes: number): string {
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  if (days > 0) return hours === 0 ? `${days} d` : `${days} d ${hours} h`
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`
}
