import type { Remedy } from '../core/adjustment.ts'
import { nameOfDay } from '../core/calendar/day.ts'
import { computeDeadline } from '../core/deadline/compute-deadline.ts'
import { RULES } from '../core/deadline/rules.ts'
import { receiptOfItem } from '../core/item.ts'
import { undoneUntil } from '../core/resolve/decide-undo.ts'
import type { AdjustmentFacts, AnsweredFacts } from '../core/resolve/resolution.ts'
import { standingAdjustment } from '../store/adjustment.ts'
import type { StoredException } from '../store/exception.ts'
import { outboundOfItem } from '../store/item-story.ts'
import type { Runner } from '../store/statement.ts'
import { clockChange, moments } from './adjustment-facts.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import type { Decidable } from './resolution-facts.ts'

/** Of an item whose answer left: what may be asked of the other institution, with the case as it stands; undefined for all others. */
export async function answeredFacts(
  engine: Engine,
  tx: Runner,
  of: Pick<Decidable, 'item' | 'original'>,
  on: { readonly exception: StoredException; readonly settledOn: Temporal.PlainDate },
): Promise<{ readonly answered: AnsweredFacts; readonly adjustment: AdjustmentFacts } | undefined> {
  const { exception, settledOn } = on
  const { item, original } = of
  const remedies = original.pack.adjustments?.remedies(original.parsed) ?? []
  const [last] = remedies.slice(-1)
  // An exception that never was answered runs by a clock of its own.
  const isAsked = exception.state === 'open' && remedies.some(one => one.rule === exception.clock)
  if (last === undefined || !(exception.closedAs === 'returned' || isAsked)) return undefined
  const orgShard = orgShardOf(engine)
  const place = { shard: item.shard, id: item.id, orgShard, receiptId: receiptOfItem(item.id), heldBy: undefined }
  const answer = (await outboundOfItem(tx, place)).find(one => one.kind === 'return' && one.state === 'sent')
  if (answer?.sentAt === undefined) return undefined
  const leftOn = answer.sentAt.toZonedDateTimeISO(engine.institution.zone).toPlainDate()
  const windows = remedies.map(remedy => windowOf(engine, remedy, remedy.startsOn === 'settled' ? settledOn : leftOn))
  const open = windows.find(({ due }) => Temporal.Instant.compare(engine.now(), due.at) < 0)
  const { type, attachments, rule: withoutEntry } = open?.remedy ?? last
  const runs = open && { rule: open.rule.id, ...moments(open.due.at, open.ours?.at) }
  const closed = whyClosed(windows)
  return {
    answered: {
      ...{
        code: answer.code,
        keyedMinor: answer.keyedMinor,
        policy: policyOf(exception),
        leftOn: leftOn.toString(),
        reversedUntil: undoneUntil(leftOn.toString()),
      },
      ...{ remedy: open?.remedy, closed },
    },
    adjustment: {
      kind: { type, right: 'nothing', rule: undefined, withoutEntry, leastMinor: 0, attachments },
      standing: await standingAdjustment(tx, { shard: exception.shard, exceptionId: exception.id }),
      clock: runs && (await clockChange(engine, tx, exception, runs)),
      ...{ entryUntil: '', missed: closed },
    },
  }
}

function policyOf({ decidedBy, policy }: StoredException): string | undefined {
  return decidedBy === 'policy' ? policy : undefined
}

function windowOf({ institution }: Engine, remedy: Remedy, on: Temporal.PlainDate) {
  return { remedy, ...computeDeadline(RULES[remedy.rule], { on }, institution.calendars) }
}

/** Each rule with the day on which it closed the door, and what is left after the last. */
function whyClosed(windows: readonly ReturnType<typeof windowOf>[]): string {
  const ended = windows.map(({ remedy, due }) => `${remedy.type} until ${nameOfDay(due.on)} (rule ${remedy.rule})`)
  return `The time to ask the other institution is over: ${ended.join(', ')}. ${windows.at(-1)?.version.missed ?? ''}`
}
