import type { LETTER_ROUTES, LetterJson } from '../contract/letter-routes.ts'
import type { DeadlineRule } from '../core/deadline/rule.ts'
import { RULES } from '../core/deadline/rules.ts'
import { isOverdue, readLetters, readLettersOfItem } from '../engine/read-letters.ts'
import { sendLetterWithin } from '../engine/send-letter.ts'
import type { LetterKey } from '../store/letter.ts'
import type { LetterCursor, PagedLetter } from '../store/letter-page.ts'
import { answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { BAD_CURSOR, cursorOf, instantOf, limitOf, ordinalOf, pageFrom, partsOf, wholeOf } from './cursor.ts'
import { deciderOf } from './decision-json.ts'
import { refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof LETTER_ROUTES

/** Letters that are to be written, and what was. */
export function letterHandlers(parts: ServerParts) {
  const { engine } = parts
  const json = (one: PagedLetter) => letterJson(one, engine.now())
  return {
    listLetters: async ({ query: { state = 'requested', overdue, item, cursor, limit: limitText } }) => {
      if (item !== undefined) {
        const letters = await readLettersOfItem(engine, Number(item))
        if (letters === undefined) return refuse('item_not_found', `There is no item ${item}.`)
        return { data: letters.map(json), next: null }
      }
      const limit = limitOf(limitText)
      const after = cursor === undefined ? undefined : letterCursor(cursor)
      if (cursor !== undefined && after === undefined) return BAD_CURSOR
      const dueBy = overdue === undefined ? undefined : engine.now()
      const rows = await readLetters(engine, { state, dueBy, after, limit: limit + 1 })
      return pageFrom(rows, limit, json, one =>
        cursorOf(one.dueAt?.toString() ?? 'none', one.shard, one.decisionId, one.n),
      )
    },
    sendLetter: async asked => {
      const order = {
        letter: letterKeyOf(asked.params.letter),
        on: Temporal.PlainDate.from(asked.body.sent_on),
        by: deciderOf(asked.as),
      }
      return answerOnce(parts, 'letterSent', asked, async tx => {
        const sent = await sendLetterWithin(engine, tx, order)
        return sent.is === 'sent' ? json(sent.letter) : refuse(sent.refused, sent.why)
      })
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

/** A letter's number as the API writes it. */
export function letterIdOf({ shard, decisionId, n }: LetterKey): string {
  return `${shard}-${decisionId}-${n}`
}

/** The key of a number that its schema has checked. */
export function letterKeyOf(text: string): LetterKey {
  const [shard = '', decisionId = '', n = ''] = text.split('-')
  return { shard: Number(shard), decisionId: Number(decisionId), n: Number(n) }
}

function letterCursor(cursor: string): LetterCursor | undefined {
  const [at, shardText, decisionText, nText] = partsOf(cursor, 4) ?? []
  const [shard, decisionId, n] = [wholeOf(shardText), wholeOf(decisionText), ordinalOf(nText)]
  const dueAt = at === 'none' ? undefined : instantOf(at)
  if (at === undefined || dueAt === 'none' || shard === undefined || decisionId === undefined || n === undefined)
    return undefined
  return { dueAt, shard, decisionId, n }
}

export function letterJson(one: PagedLetter, now: Temporal.Instant): LetterJson {
  const { to, words, language, resolution, state, sent } = one
  return {
    ...{ letter: letterIdOf(one), to, words, rule: ruleJson(one) },
    ...{ due_at: one.dueAt?.toString() ?? null, overdue: isOverdue(one, now) },
    ...{ language, amount_minor: one.amountMinor, item: one.exceptionId > 0 ? one.exceptionId : null },
    ...{ receipt: one.receiptId, resolution, state, requested_at: one.requestedAt.toString() },
    corrects: one.corrects === undefined ? null : letterIdOf({ ...one, n: one.corrects }),
    sent: sent === undefined ? null : { on: sent.on, by: { id: sent.byId, name: sent.byName } },
  }
}

function ruleJson({ rule: id, requestedAt }: PagedLetter): LetterJson['rule'] {
  if (id === '') return null
  const rule: DeadlineRule = RULES[id]
  const on = requestedAt.toString().slice(0, 10)
  const { citation } = rule.versions.findLast(version => version.from <= on) ?? rule.versions[0]
  return { id, act: rule.act, citation }
}
