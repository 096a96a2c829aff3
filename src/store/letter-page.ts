import type { LetterKey, LetterRequest, StandingLetter } from '../core/resolve/letter.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** A letter request with what it is about and what became of it. */
export interface PagedLetter extends Omit<LetterRequest, 'dueAt'>, LetterKey {
  readonly dueAt: Temporal.Instant | undefined
  /** The letter of the same decision that it corrects. */
  readonly corrects: number | undefined
  readonly state: StandingLetter['state']
  readonly requestedAt: Temporal.Instant
  /** YYYY-MM-DD, and who says so. */
  readonly sent: { readonly on: string; readonly byId: number; readonly byName: string } | undefined
  /** The number of the document that came before anybody said that it was sent. */
  readonly overtakenBy: string | undefined
  /** The day on which its answer came, YYYY-MM-DD, and who says so. */
  readonly answered: { readonly on: string; readonly byId: number; readonly byName: string } | undefined
  /** What was decided: of an item, whose number it has, or below zero of what is held as a whole. */
  readonly exceptionId: number
  readonly receiptId: number
  readonly resolution: string
}

/** The key of the last one of a page. */
export interface LetterCursor extends LetterKey {
  readonly dueAt: Temporal.Instant | undefined
}

const SELECT = `
select letter.shard, letter.decision_id, letter.n, addressee, words, rule, letter.due_at, language, letter.amount_minor, corrects, letter.state, requested_at, sent_on::text,
  overtaken_by, sent_by, person.name as sent_by_name, answered_on::text, answered_by, teller.name as answered_by_name, decision.exception_id, decision.resolution, exception.receipt_id
from letter_request as letter
join decision on decision.shard = letter.shard and decision.id = letter.decision_id
join exception on exception.shard = letter.shard and exception.id = decision.exception_id
left join person on person.shard = $1 and person.id = letter.sent_by
left join person as teller on teller.shard = $1 and teller.id = letter.answered_by`

const PAGE = statement(
  'letter-request.page',
  `${SELECT}
where letter.shard between $1 and $1 + 1023 and letter.state = $2 and coalesce(letter.due_at, 'infinity') <= $3
  and ($4::timestamptz is null or (coalesce(letter.due_at, 'infinity'), letter.shard, letter.decision_id, letter.n) > ($4, $5, $6, $7))
order by coalesce(letter.due_at, 'infinity'), letter.shard, letter.decision_id, letter.n
limit $8`,
)
const OF_EXCEPTION = statement(
  'letter-request.of-exception',
  `${SELECT}
where letter.shard = $2 and decision.exception_id = $3
order by letter.decision_id, letter.n
limit 200`,
)
const ONE = statement(
  'letter-request.one',
  `${SELECT}
where letter.shard = $2 and letter.decision_id = $3 and letter.n = $4`,
)

/** Which letters, and how many of them. */
export interface LettersWanted {
  readonly state: StandingLetter['state']
  /** Only those that had to go by this moment. */
  readonly dueBy: Temporal.Instant | undefined
  readonly after: LetterCursor | undefined
  readonly limit: number
}

/** Letters in one state, the first to be due first, those without a clock last. */
export async function pageLetters(run: Runner, orgShard: number, of: LettersWanted): Promise<readonly PagedLetter[]> {
  const { state, dueBy, after, limit } = of
  const due = dueBy?.toString() ?? 'infinity'
  const from =
    after === undefined
      ? [null, null, null, null]
      : [after.dueAt?.toString() ?? 'infinity', after.shard, after.decisionId, after.n]
  return (await rowsOf<Row>(run, PAGE, [orgShard, state, due, ...from, limit])).map(letterOfRow)
}

/** Every letter about one item, or about what is held as a whole, in the order in which they were asked for. */
export async function lettersOfException(
  run: Runner,
  of: { readonly orgShard: number; readonly shard: number; readonly exceptionId: number },
): Promise<readonly PagedLetter[]> {
  return (await rowsOf<Row>(run, OF_EXCEPTION, [of.orgShard, of.shard, of.exceptionId])).map(letterOfRow)
}

/** One letter; undefined where there is none of this number. */
export async function letterByKey(run: Runner, orgShard: number, of: LetterKey): Promise<PagedLetter | undefined> {
  const [row] = await rowsOf<Row>(run, ONE, [orgShard, of.shard, of.decisionId, of.n])
  return row === undefined ? undefined : letterOfRow(row)
}

interface Row {
  shard: number
  decision_id: number
  n: number
  addressee: LetterRequest['to']
  words: string
  rule: LetterRequest['rule']
  due_at: Date | null
  language: string
  amount_minor: number
  corrects: number | null
  state: StandingLetter['state']
  requested_at: Date
  sent_on: string | null
  sent_by: number | null
  sent_by_name: string | null
  overtaken_by: string | null
  answered_on: string | null
  answered_by: number | null
  answered_by_name: string | null
  exception_id: number
  resolution: string
  receipt_id: number
}

function letterOfRow(row: Row): PagedLetter {
  const instant = (at: Date) => Temporal.Instant.fromEpochMilliseconds(at.getTime())
  const { shard, n, words, rule, language, state, resolution } = row
  return {
    ...{ shard, n, words, rule, language, state, resolution },
    ...{ decisionId: row.decision_id, exceptionId: row.exception_id, receiptId: row.receipt_id },
    to: row.addressee,
    dueAt: row.due_at === null ? undefined : instant(row.due_at),
    amountMinor: row.amount_minor,
    corrects: row.corrects ?? undefined,
    requestedAt: instant(row.requested_at),
    overtakenBy: row.overtaken_by ?? undefined,
    sent:
      row.sent_on === null || row.sent_by === null
        ? undefined
        : { on: row.sent_on, byId: row.sent_by, byName: row.sent_by_name ?? '' },
    answered:
      row.answered_on === null || row.answered_by === null
        ? undefined
        : { on: row.answered_on, byId: row.answered_by, byName: row.answered_by_name ?? '' },
  }
}
