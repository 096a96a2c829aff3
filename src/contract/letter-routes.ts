import { z } from 'zod'
import { ROLE_NAMES } from '../core/authority/role.ts'
import { LETTER_ADDRESSEES, LETTER_STATES } from '../core/resolve/letter.ts'
import { DocumentId } from './document.ts'
import { HeldIdText } from './held.ts'
import { ONCE_HEADERS, ONCE_REFUSALS } from './once.ts'
import { Cursor, Day, IdText, LimitText, Moment, pageOf } from './plain-fields.ts'
import { doing, type Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const LetterId = z.string().regex(/^\d{1,15}-\d{1,15}-\d{1,6}$/, 'a number of a letter, as the list gives it')
const LetterState = z.enum(LETTER_STATES)

const Told = z.strictObject({ on: z.string(), by: z.strictObject({ id: z.int(), name: z.string() }) })

/** A letter that a decision, or the undoing of one, asks somebody to write. */
export const LetterJson = z
  .strictObject({
    letter: LetterId,
    to: z.enum(LETTER_ADDRESSEES),
    words: z.string(),
    rule: z
      .strictObject({ id: z.string(), act: z.string(), citation: z.string() })
      .nullable()
      .describe('The rule that asks for it; null where a person chose to write'),
    due_at: Moment.nullable().describe('By when it has to have gone; null where no rule says'),
    overdue: z.boolean(),
    language: z.string().describe('In which it is to be written, as BCP 47 names it'),
    amount_minor: z.int(),
    item: z.int().nullable().describe('Null for what is held as a whole: its receipt says what that is'),
    receipt: z.int(),
    resolution: z.string().describe('What was decided'),
    corrects: LetterId.nullable().describe('The letter that does not hold any more'),
    state: LetterState,
    requested_at: Moment,
    sent: Told.nullable(),
    overtaken_by: DocumentId.nullable().describe(
      'The paper that it asks for, which came before anybody said that the letter went out: it need not go any more',
    ),
    answered: Told.nullable().describe('When its answer came'),
  })
  .meta({ id: 'Letter' })
export type LetterJson = z.infer<typeof LetterJson>

const LetterPage = pageOf('LetterPage', LetterJson)
export type LetterPage = z.infer<typeof LetterPage>

/** What somebody has to write, that they did, and what came back. */
export const LETTER_ROUTES = {
  listLetters: {
    method: 'get',
    path: 'letters',
    access: { roles: ROLE_NAMES.filter(role => role !== 'agent'), act: 'read' as const },
    summary: 'Letters that are to be written, the first to be due first; or all of an item',
    query: z.strictObject({
      state: LetterState.optional().describe('`requested` when left out'),
      overdue: z.literal('yes').optional().describe('Only those that had to go before now'),
      item: z
        .union([IdText, HeldIdText])
        .optional()
        .describe('All of one item, or of what is held as a whole by the number of its exception, in whatever state'),
      cursor: Cursor,
      limit: LimitText,
    }),
    answer: json(LetterPage),
    refusals: ['item_not_found', 'cursor_invalid'],
  },
  sendLetter: {
    method: 'post',
    path: 'letterSent',
    access: doing('contact'),
    summary: 'Says that a letter went out, and on which day; also of one that its paper overtook',
    params: z.strictObject({ letter: LetterId }),
    headers: ONCE_HEADERS,
    body: { json: z.strictObject({ sent_on: Day }).meta({ id: 'LetterSent' }) },
    answer: json(LetterJson),
    refusals: ['letter_not_found', 'act_not_allowed', 'letter_ended', 'letter_day_wrong', ...ONCE_REFUSALS],
  },
  answerLetter: {
    method: 'post',
    path: 'letterAnswered',
    access: doing('contact'),
    summary: 'Says that the answer to a letter came, and on which day: cases that wait for it wake',
    params: z.strictObject({ letter: LetterId }),
    headers: ONCE_HEADERS,
    body: { json: z.strictObject({ answered_on: Day }).meta({ id: 'LetterAnswered' }) },
    answer: json(LetterJson),
    refusals: [
      ...(['letter_not_found', 'act_not_allowed', 'letter_not_sent', 'letter_ended', 'letter_day_wrong'] as const),
      ...ONCE_REFUSALS,
    ],
  },
} as const satisfies Readonly<Record<string, Route>>
