import type pg from 'pg'
import type { UnsentAsking } from '../core/document.ts'
import { invariant } from '../core/invariant.ts'
import {
  type LetterKey,
  type LetterRequest,
  type LettersUndone,
  letterNumber,
  type StandingLetter,
} from '../core/resolve/letter.ts'
import { changedBy, type Runner, rowsOf, statement } from './statement.ts'

/** Where the letters of a decision lie. */
type OfDecision = Omit<LetterKey, 'n'>

const INSERT = statement(
  'letter-request.insert',
  `
insert into letter_request (shard, decision_id, n, addressee, words, rule, due_at, language, amount_minor, corrects, requested_at)
select $1, $2, $10 + ordinality, addressee, words, rule, due_at, language, amount_minor, corrects, $9
from unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::bigint[], $11::integer[])
  with ordinality as letter (addressee, words, rule, due_at, language, amount_minor, corrects, ordinality)`,
)
const OF_DECISION = statement(
  'letter-request.of-decision',
  `
select n, addressee, words, rule, due_at, language, amount_minor, state, sent_on::text
from letter_request
where shard = $1 and decision_id = $2 and corrects is null
order by n`,
)
const CANCEL = statement(
  'letter-request.cancel',
  `
-- greatest: a clock that was set back cancels nothing before it was asked for
update letter_request
set state = 'cancelled', cancelled_at = greatest($4::timestamptz, requested_at), overtaken_by = null
where shard = $1 and decision_id = $2 and n = any ($3::integer[]) and state in ('requested', 'overtaken')`,
)
const SENT = statement(
  'letter-request.sent',
  `
update letter_request
-- also what was overtaken: it may have gone out before anybody said so
set state = 'sent', sent_on = $4, sent_by = $5, sent_told_at = greatest($6::timestamptz, requested_at), overtaken_by = null
where shard = $1 and decision_id = $2 and n = $3 and state in ('requested', 'overtaken')`,
)

/** Adds what a decision asks for, in order. */
export async function insertLetters(
  tx: pg.ClientBase,
  { shard, decisionId, at }: OfDecision & { readonly at: Temporal.Instant },
  letters: readonly LetterRequest[],
): Promise<void> {
  if (letters.length === 0) return
  await insert(tx, { shard, decisionId, at, after: 0 }, letters)
}

async function insert(
  tx: pg.ClientBase,
  { shard, decisionId, at, after }: OfDecision & { readonly at: Temporal.Instant; readonly after: number },
  letters: readonly (LetterRequest & { readonly corrects?: number })[],
): Promise<void> {
  const column = <T>(of: (one: LetterRequest & { readonly corrects?: number }) => T) => letters.map(of)
  await changedBy(tx, INSERT, [
    ...[shard, decisionId, column(one => one.to), column(one => one.words), column(one => one.rule)],
    ...[column(one => (one.dueAt === '' ? null : one.dueAt)), column(one => one.language)],
    ...[column(one => one.amountMinor), at.toString(), after, column(one => one.corrects ?? null)],
  ])
}

/** The letters that a decision asked for, in order, as they were asked for. */
export async function lettersOf(run: Runner, at: OfDecision): Promise<readonly LetterRequest[]> {
  return (await standingLetters(run, at)).map(({ n: _, state: __, sentOn: ___, ...asked }) => asked)
}

/** The same with what became of them. */
export async function standingLetters(run: Runner, at: OfDecision): Promise<readonly StandingLetter[]> {
  const rows = await rowsOf<{
    n: number
    addressee: LetterRequest['to']
    words: string
    rule: LetterRequest['rule']
    due_at: Date | null
    language: string
    amount_minor: number
    state: StandingLetter['state']
    sent_on: string | null
  }>(run, OF_DECISION, [at.shard, at.decisionId])
  return rows.map(({ addressee: to, due_at: dueAt, amount_minor: amountMinor, sent_on: sentOn, ...row }) => ({
    ...{ ...row, to, amountMinor, sentOn: sentOn ?? '' },
    dueAt: dueAt === null ? '' : Temporal.Instant.fromEpochMilliseconds(dueAt.getTime()).toString(),
  }))
}

/** Ends what was not sent, and adds what has to be corrected. Throws where one of them was sent meanwhile. */
export async function takeBackLetters(
  tx: pg.ClientBase,
  of: OfDecision,
  { cancels, corrects }: LettersUndone,
  at: Temporal.Instant,
): Promise<void> {
  if (cancels.length > 0) {
    const ended = await changedBy(tx, CANCEL, [of.shard, of.decisionId, cancels, at.toString()])
    if (ended !== cancels.length) throw new Error(`letters of decision ${of.decisionId} were not as they were read`)
  }
  if (corrects.length === 0) return
  const after = Math.max(0, ...(await standingLetters(tx, of)).map(one => one.n))
  await insert(tx, { ...of, at, after }, corrects)
}

const ANSWERED = statement(
  'letter-request.answered',
  `
update letter_request
set answered_on = $4, answered_by = $5, answered_told_at = greatest($6::timestamptz, sent_told_at)
where shard = $1 and decision_id = $2 and n = $3 and state = 'sent' and answered_on is null`,
)

/** What is said of a letter: the day, by whom, and when. */
interface TellingLetter extends LetterKey {
  readonly on: string
  readonly by: number
  readonly at: Temporal.Instant
}

/** Says that the answer to a letter came; false where it is not sent, or was answered before. */
export async function letterAnswered(tx: pg.ClientBase, of: TellingLetter): Promise<boolean> {
  return (await changedBy(tx, ANSWERED, [of.shard, of.decisionId, of.n, of.on, of.by, of.at.toString()])) === 1
}

/** Says that a letter went out; false where it was sent or cancelled before. */
export async function letterSent(tx: pg.ClientBase, of: TellingLetter): Promise<boolean> {
  return (await changedBy(tx, SENT, [of.shard, of.decisionId, of.n, of.on, of.by, of.at.toString()])) === 1
}

const ASKING_UNSENT = statement(
  'letter-request.asking-unsent',
  `
select letter.decision_id, letter.n, awaits, requested_at, overtaken_by
from decision
join hold on hold.shard = decision.shard and hold.decision_id = decision.id
join letter_request as letter on letter.shard = decision.shard and letter.decision_id = decision.id and letter.n = 1
where decision.shard = $1 and decision.exception_id = $2 and decision.state = 'done' and letter.state in ('requested', 'overtaken')
order by decision.id
limit 200`,
)
const OVERTAKE = statement(
  'letter-request.overtake',
  `
update letter_request
set state = case when $4::text is null then 'requested' else 'overtaken' end, overtaken_by = $4
where shard = $1 and decision_id = $2 and n = $3 and state in ('requested', 'overtaken')`,
)

/** A letter that asks for a paper, that nobody said was sent, with the number of the document that overtook it. */
export interface StoredAsking extends UnsentAsking, LetterKey {
  readonly overtakenBy: string | undefined
}

/** The letters about an exception that ask for a paper and were not sent, the first first; none of what was taken back. */
export async function unsentAskings(
  run: Runner,
  { shard, exceptionId }: { readonly shard: number; readonly exceptionId: number },
): Promise<readonly StoredAsking[]> {
  const rows = await rowsOf<{
    decision_id: number
    n: number
    awaits: UnsentAsking['awaits']
    requested_at: Date
    overtaken_by: string | null
  }>(run, ASKING_UNSENT, [shard, exceptionId])
  return rows.map(({ decision_id: decisionId, n, awaits, requested_at: at, overtaken_by: by }) => ({
    ...{ shard, decisionId, n, awaits, overtakenBy: by ?? undefined },
    requestedAt: Temporal.Instant.fromEpochMilliseconds(at.getTime()),
  }))
}

/** Says which document overtook a letter that was not sent; undefined where it has to go again. The caller holds the lock of its bucket. */
export async function overtakeLetter(tx: pg.ClientBase, of: LetterKey, by: string | undefined): Promise<void> {
  const rows = await changedBy(tx, OVERTAKE, [of.shard, of.decisionId, of.n, by ?? null])
  invariant(rows === 1, `letter ${letterNumber(of)} was changed under the lock of its bucket`)
}
