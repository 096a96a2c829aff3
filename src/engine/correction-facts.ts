import { computeDeadline } from '../core/deadline/compute-deadline.ts'
import { RULES } from '../core/deadline/rules.ts'
import { explain, type Finding } from '../core/exception.ts'
import { invariant } from '../core/invariant.ts'
import type { NoticeAfter } from '../core/resolve/effect.ts'
import type { CorrectionFacts, ResolutionAsked } from '../core/resolve/resolution.ts'
import { hasNoticeGone } from '../store/correction.ts'
import type { Runner } from '../store/statement.ts'
import { whyNotWritten } from './answer-items.ts'
import { type CorrectedItem, correctedItem } from './corrected-item.ts'
import { decideOne } from './decide-one.ts'
import type { Engine } from './engine.ts'
import type { Decidable } from './resolution-facts.ts'

export interface CorrectionAsked {
  readonly asked: ResolutionAsked
  /** Where legal clocks of the item start. */
  readonly settledOn: Temporal.PlainDate
  /** The banking day on which it would be booked. */
  readonly bookedOn: Temporal.PlainDate
  /** The last window of the operator for an answer; undefined when none is left. */
  readonly leavesBy: Temporal.Instant | undefined
}

/**
 * What the work type decides of the item with the corrected values in it, by the same pure function that decided it when it came,
 * with the accounts and facts of now. Undefined for a way out that corrects nothing.
 */
export async function correctionFacts(
  engine: Engine,
  tx: Runner,
  of: Decidable,
  { asked, settledOn, bookedOn, leavesBy }: CorrectionAsked,
): Promise<CorrectionFacts | undefined> {
  const corrected = correctedItem(engine, of, asked)
  if (corrected === undefined || corrected.at === 'refused') return corrected
  if (of.original.pack.corrections?.sendsAgain?.(of.kind) === true)
    return sentAgain(engine, tx, of, { corrected, settledOn, leavesBy })
  const { account, decision, identities } = await decideOne(engine, tx, { of, corrected, on: bookedOn })
  if (decision !== undefined)
    return { at: 'refused', refused: 'correction_not_clear', why: whyNotClear(of, decision.finding) }
  return {
    at: 'clear',
    role: of.original.pack.posting(corrected.item),
    account,
    fields: corrected.fields,
    notice: await noticeOf(engine, tx, of, corrected, settledOn),
    identities,
  }
}

/** A notice of ours that was refused, as it goes out again: nothing else becomes of the item. */
async function sentAgain(
  engine: Engine,
  tx: Runner,
  { item, original, batch }: Decidable,
  of: { readonly corrected: CorrectedItem } & Pick<CorrectionAsked, 'settledOn' | 'leavesBy'>,
): Promise<CorrectionFacts> {
  const { corrected, settledOn, leavesBy } = of
  const { pack, raw } = original
  const notice = pack.corrections?.notice?.(corrected.of)
  invariant(notice !== undefined, 'what is sent again is a notice')
  const { code, correction } = notice
  const order = { raw, batch: batch.detail, code, correction, settledOn }
  const why =
    pack.answers?.refuse(order, engine.institution.settings) ??
    whyNotWritten(engine, pack, order) ??
    (leavesBy === undefined ? NO_WINDOW : undefined) ??
    ((await hasNoticeGone(tx, { shard: item.shard, itemId: item.id })) ? GONE : undefined)
  if (why !== undefined) return { at: 'refused', refused: 'resolution_not_possible', why }
  invariant(leavesBy !== undefined, 'a window is left')
  const dueAt = leavesBy.toString()
  return {
    ...{ at: 'clear', role: 'none', account: undefined, fields: corrected.fields, identities: [] },
    notice: { shard: item.shard, itemId: item.id, kind: 'notice', code, correction, dueAt },
  }
}

const NO_WINDOW =
  'No window of the operator is left in which a corrected notice is in time: the refusal stands. Ask the other bank, or close it as it stands.'
const GONE = 'A corrected notice went out already, and it is not sent twice.'

function whyNotClear({ original }: Decidable, { kind, facts }: Finding): string {
  const row = original.pack.kinds[kind]
  invariant(row !== undefined, `${kind} is no kind of ${original.pack.name}`)
  return `With this it would be an exception all the same: ${row.title}. ${explain(row, facts)}`
}

/** The notice that the correction asks for, while a window of the operator is left; one that went out before stands. */
async function noticeOf(
  engine: Engine,
  tx: Runner,
  { item, original, batch }: Decidable,
  { of }: CorrectedItem,
  settledOn: Temporal.PlainDate,
): Promise<NoticeAfter | undefined> {
  const { corrections, answers } = original.pack
  const notice = corrections?.notice?.(of)
  if (notice === undefined || answers === undefined) return undefined
  const { code, correction } = notice
  const order = { raw: original.raw, batch: batch.detail, code, correction, settledOn }
  if (answers.refuse(order, engine.institution.settings) !== undefined) return undefined
  const { due, ours } = computeDeadline(RULES[notice.clock], { on: settledOn }, engine.institution.calendars)
  const dueAt = ours?.at ?? due.at
  const isLate = Temporal.Instant.compare(engine.now(), dueAt) >= 0
  if (isLate || (await hasNoticeGone(tx, { shard: item.shard, itemId: item.id }))) return undefined
  return { shard: item.shard, itemId: item.id, kind: 'notice', code, correction, dueAt: dueAt.toString() }
}
