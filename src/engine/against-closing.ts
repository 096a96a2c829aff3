import { type Against, type CloseReason, type CloseReasonKind, NAMED_OF_KIND_MAX } from '../core/day/close-reason.ts'
import { actOfRule } from '../core/deadline/rules.ts'
import { documentNumber } from '../core/document.ts'
import { exceptionBegins, exceptionWords } from '../core/exception-words.ts'
import { barOfQueue, highestRank } from '../core/work/next.ts'
import { rankOf } from '../core/work/queue.ts'
import {
  activePeople,
  type CloseAsked,
  type DueWithoutWord,
  documentsOfNobody,
  dueWithoutWord,
  holdsEnded,
  type LostCase,
  lostCases,
  partsLeft,
  rolesWanted,
  unacknowledged,
  undosWaiting,
  unfinishedReceipts,
  unownedPositions,
  unsentAnswers,
  unsentFiles,
  unsentLetters,
  withoutCase,
} from '../store/close-checks.ts'
import type { Transaction } from '../store/database.ts'
import { callersOf } from '../store/queue-caller.ts'
import type { Engine } from './engine.ts'
import { proposalsOfNobody } from './proposals-of-nobody.ts'
import { type QuestionsOfNobody, questionsOfNobody } from './questions-of-nobody.ts'
import { queuesOf } from './work-queues.ts'

/** The question for a day, as of now. */
export function closeAsked(engine: Engine, orgShard: number, day: Temporal.PlainDate): CloseAsked {
  const { zone } = engine.institution
  return {
    ...{ orgShard, day: day.toString(), now: engine.now(), limit: NAMED_OF_KIND_MAX },
    dayEnds: day.add({ days: 1 }).toZonedDateTime({ timeZone: zone }).toInstant(),
    queues: [...queuesOf(engine).values()],
  }
}

/**
 * Adds everything that stands against closing the day but the proof and the drawers, each thing by name. A few looks through
 * indexes of what is open, in the caller's snapshot.
 */
export async function addAgainst(engine: Engine, tx: Transaction, asked: CloseAsked, against: Against): Promise<void> {
  addCutoffs(engine, asked, against)
  await addUnfinished(tx, asked, against)
  const questions = await questionsOfNobody(engine, tx, asked)
  await addOrphans(engine, tx, { ...asked, questions }, against)
  await addDue(engine, tx, { ...asked, unheard: questions.keys }, against)
}

/** A file that comes before the cutoff posts on the day by law: a day that is closed before would move its clocks. */
function addCutoffs({ institution, packs }: Engine, { day, now }: CloseAsked, against: Against): void {
  for (const [pack, plainTime] of Object.entries(institution.cutoffs)) {
    const at = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: institution.zone, plainTime })
    if (Temporal.Instant.compare(now, at.toInstant()) > 0) continue
    const title = packs[pack as keyof typeof packs]?.title ?? pack // the cutoffs are by pack
    const sentence = `${title} received until ${plainTime.toString({ smallestUnit: 'minute' })} posts on ${day}.`
    against.add({ kind: 'cutoff_ahead', thing: { is: 'day', name: day }, sentence })
  }
}

async function addUnfinished(tx: Transaction, asked: CloseAsked, against: Against): Promise<void> {
  addRows(against, await unfinishedReceipts(tx, asked), ({ id, name, state, failures }) => {
    const stands = state === 'arrived' ? 'was received and not read' : 'is not processed to its end'
    const failed = failures === 0 ? '' : `; its processing failed ${failures === 1 ? 'once' : `${failures} times`}`
    const kind = failures > 0 ? 'receipt_failed' : 'receipt_unfinished'
    return { kind, thing: { is: 'receipt', id }, sentence: `Receipt ${id} (${name}) ${stands}${failed}.` }
  })
  addRows(against, await partsLeft(tx, asked), ({ id, no }) => ({
    kind: 'part_left',
    thing: { is: 'receipt', id },
    sentence: `Part ${no} of receipt ${id} is not done, and the receipt came to its end.`,
  }))
}

async function addOrphans(
  engine: Engine,
  tx: Transaction,
  asked: CloseAsked & { readonly questions: QuestionsOfNobody },
  against: Against,
): Promise<void> {
  addRows(against, await withoutCase(tx, asked), ({ id, receipt_id: receipt, kind }) => ({
    kind: 'exception_without_case',
    thing: { is: 'exception', id },
    sentence: `${exceptionBegins(id)} (${titleOfKind(engine, kind)})${id > 0 ? ` of receipt ${receipt}` : ''} is in no case, so it is nobody’s.`,
  }))
  addRows(against, await lostCases(tx, asked), lost => {
    const [kind, why] = whyLost(lost)
    return {
      kind,
      thing: { is: 'case', id: lost.id },
      sentence: `${nameOfCase(lost.id)} of ${queueWords(engine, lost.queue)} ${why}.`,
    }
  })
  addRows(against, await unownedPositions(tx, asked), ({ id, owner }) => ({
    kind: 'position_without_owner',
    thing: { is: 'exception', id },
    sentence: `The suspense position of ${exceptionWords(id)} is owned by ${owner === '' ? 'nobody' : `“${owner}”, which is no queue`}.`,
  }))
  addRows(against, await documentsOfNobody(tx, asked), ({ shard, id, owner }) => {
    const name = documentNumber({ shard, id })
    const sentence = `Document ${name} waits for its case with ${owner}, who does not work here any more.`
    return { kind: 'document_of_nobody', thing: { is: 'document', name }, sentence }
  })
  await addQueuesOfNobody(engine, tx, asked, against)
  // Who is away comes back.
  for (const { caseId: id, queue, asker } of asked.questions.forGood) {
    const sentence = `The question of ${asker} about case ${id} of ${queueWords(engine, queue)} can be answered by nobody who works here.`
    against.add({ kind: 'question_of_nobody', thing: { is: 'case', id }, sentence })
  }
  for (const { exceptionId: id, kind, makerId, makerName } of await proposalsOfNobody(engine, tx, asked.orgShard)) {
    const sentence = `What ${makerName} (person ${makerId}) proposed about ${exceptionWords(id)} (${titleOfKind(engine, kind)}) can be approved by nobody who works here.`
    against.add({ kind: 'proposal_of_nobody', thing: { is: 'exception', id }, sentence })
  }
}

/** A case has the number of the exception that it began with. */
function nameOfCase(id: number): string {
  return id > 0 ? `Case ${id}` : `The case of ${exceptionWords(id)}`
}

function whyLost({ unknown, unplaced, ...lost }: LostCase): readonly [CloseReasonKind, string] {
  if (unknown) return ['queue_unknown', 'is in a queue that no pack has']
  if (unplaced) return ['case_without_place', 'has no place in it']
  return [
    'holder_gone',
    `is with ${lost.gone_login ?? 'somebody'} (person ${lost.gone_id}), who does not work here any more`,
  ]
}

/** Work that waits for a person and could be taken by none of those who work here, present or away today. */
async function addQueuesOfNobody(engine: Engine, tx: Transaction, asked: CloseAsked, against: Against): Promise<void> {
  const wanted = await rolesWanted(tx, asked)
  if (wanted.length === 0) return
  const queues = queuesOf(engine)
  const people = await callersOf(tx, asked.orgShard, await activePeople(tx, asked.orgShard), asked.now)
  // Whoever is away comes back: what counts is that somebody may take it at all.
  const callers = people.map(caller => ({ ...caller, isHere: true, presence: 'available' }) as const)
  for (const { queue: name, forRole, cases } of wanted) {
    const queue = queues.get(name)
    if (queue === undefined) continue
    const may = callers.some(
      caller => barOfQueue(caller, queue) === undefined && highestRank(caller) >= rankOf(forRole),
    )
    if (may) continue
    const needs = [
      `skill ${queue.skill}`,
      ...(queue.credential === undefined ? [] : [`credential ${queue.credential}`]),
    ]
    const sentence = `${cases === 1 ? 'One case' : `${cases} cases`} of ${queueWords(engine, name)} may be taken by nobody: none of those who work here has ${needs.join(', ')} and at least the role ${forRole}.`
    against.add({ kind: 'queue_of_nobody', thing: { is: 'queue', name }, sentence })
  }
}

async function addDue(
  engine: Engine,
  tx: Transaction,
  asked: CloseAsked & { readonly unheard: readonly string[] },
  against: Against,
): Promise<void> {
  const clock = (at: Date) => clockWords(at, engine.institution.zone)
  addRows(against, await dueWithoutWord(tx, asked), ({ id, kind, ours_at: oursAt, exit_on: exitOn, ...due }) => {
    const isClock = oursAt !== null && oursAt.getTime() < asked.dayEnds.epochMilliseconds
    const when = isClock ? `has to be answered by ${clock(oursAt)}` : `has to leave suspense by ${exitOn}`
    const sentence = `${exceptionBegins(id)} (${titleOfKind(engine, kind)}) ${when} and is open; ${NO_WORD[due.asked ?? 'nothing']}.`
    return { kind: 'due_without_word', thing: { is: 'exception', id }, sentence }
  })
  addRows(against, await undosWaiting(tx, asked), ({ id, kind, maker_id: makerId, maker }) => ({
    kind: 'undo_waits',
    thing: { is: 'exception', id },
    sentence: `${maker} (person ${makerId}) asked to have the decision about ${exceptionWords(id)} (${titleOfKind(engine, kind)}) taken back, and that waits for a second person.`,
  }))
  addRows(against, await unacknowledged(tx, asked), ({ id, kind, recipient, acknowledge_by: by }) => ({
    kind: 'forwarding_unacknowledged',
    thing: { is: 'exception', id },
    sentence: `Exception ${id} (${titleOfKind(engine, kind)}) was forwarded to ${recipient}, which had to acknowledge it by ${clock(by)} and did not.`,
  }))
  addRows(against, await holdsEnded(tx, asked), ({ id, kind, party, until_at: until }) => ({
    kind: 'hold_ended',
    thing: { is: 'exception', id },
    sentence: `Exception ${id} (${titleOfKind(engine, kind)}) was held for the ${party} until ${clock(until)} and is open.`,
  }))
  addRows(against, await unsentAnswers(tx, asked), ({ id, kind, code, due_at: dueAt }) => ({
    kind: 'answer_unsent',
    thing: { is: 'item', id },
    sentence: `The ${kind} ${code} of item ${id} has to leave by ${clock(dueAt)} and is not sent.`,
  }))
  addRows(against, await unsentLetters(tx, asked), ({ id, addressee, rule, due_at: dueAt }) => ({
    kind: 'letter_unsent',
    thing: { is: 'exception', id },
    sentence: `The letter to the ${addressee} about ${exceptionWords(id)} has to go by ${clock(dueAt)} (${actOfRule(rule)}), and nobody said that it went.`,
  }))
  addRows(against, await unsentFiles(tx, asked), ({ id, name }) => ({
    kind: 'file_unsent',
    thing: { is: 'file', id },
    sentence: `Outbound file ${name} was released and not handed to the transmitter.`,
  }))
}

/** Why what is due has nobody's word about until when it stays open. */
const NO_WORD = {
  nothing: 'nobody said why',
  away: 'it waits for an answer that nobody who is here can give',
  undated: 'what was asked about it is not answered, and nobody said until when it waits',
} as const satisfies Record<NonNullable<DueWithoutWord['asked']> | 'nothing', string>

/** As people call the kind; kinds of one name say the same in every work type. One that no pack has keeps its name. */
function titleOfKind({ packs }: Engine, kind: string): string {
  return Object.values(packs).find(pack => Object.hasOwn(pack.kinds, kind))?.kinds[kind]?.title ?? kind
}

/** The same of a queue. */
function queueWords(engine: Engine, name: string): string {
  const title = queuesOf(engine).get(name)?.title
  return title === undefined ? `queue ${name}` : `the queue “${title}”`
}

function clockWords(at: Date, zone: string): string {
  const moment = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime()
  return moment.toString({ smallestUnit: 'minute' }).replace('T', ' ')
}

function addRows<Row extends { readonly found: number }>(
  against: Against,
  rows: readonly Row[],
  reasonOf: (row: Row) => CloseReason,
): void {
  against.addRest(rows.map(reasonOf), rows[0]?.found ?? 0)
}
