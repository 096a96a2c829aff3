import type { LETTER_ROUTES, LetterJson } from '../contract/letter-routes.ts'
import type { DeadlineRule } from '../core/deadline/rule.ts'
import { RULES } from '../core/deadline/rules.ts'
import { letterKeyOf, letterNumber } from '../core/resolve/letter.ts'
import type { Engine } from '../engine/engine.ts'
import { isOverdue, readLetters, readLettersOfItem } from '../engine/read-letters.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { answerLetterWithin, type LetterOrder, type LetterTold, sendLetterWithin } from '../engine/tell-letter.ts'
import type { Transaction } from '../store/database.ts'
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
  type Tell = (engine: Engine, tx: Transaction, order: LetterOrder) => Promise<LetterTold>
  const tell =
    (say: Tell, { params, as, on }: { params: { letter: string }; as: SignedIn; on: string }) =>
    async (tx: Transaction) => {
      const order = { letter: letterKeyOf(params.letter), on: Temporal.PlainDate.from(on), by: deciderOf(as) }
      const told = await say(engine, tx, order)
      return told.is === 'told' ? json(told.letter) : refuse(told.refused, told.why)
    }
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
      const { sent_on: on } = asked.body
      return answerOnce(parts, 'letterSent', asked, tell(sendLetterWithin, { ...asked, on }))
    },
    answerLetter: async asked => {
      const { answered_on: on } = asked.body
      return answerOnce(parts, 'letterAnswered', asked, tell(answerLetterWithin, { ...asked, on }))
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
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
  const { to, words, language, resolution, state, sent, answered } = one
  return {
    ...{ letter: letterNumber(one), to, words, rule: ruleJson(one) },
    ...{ due_at: one.dueAt?.toString() ?? null, overdue: isOverdue(one, now) },
    ...{ language, amount_minor: one.amountMinor, item: one.exceptionId > 0 ? one.exceptionId : null },
    ...{ receipt: one.receiptId, resolution, state, requested_at: one.requestedAt.toString() },
    corrects: one.corrects === undefined ? null : letterNumber({ ...one, n: one.corrects }),
    sent: toldJson(sent),
    overtaken_by: one.overtakenBy ?? null,
    answered: toldJson(answered),
  }
}

function toldJson(told: PagedLetter['sent']): LetterJson['sent'] {
  return told === undefined ? null : { on: told.on, by: { id: told.byId, name: told.byName } }
}

function ruleJson({ rule: id, requestedAt }: PagedLetter): LetterJson['rule'] {
  if (id === '') return null
  const rule: DeadlineRule = RULES[id]
  const on = requestedAt.toString().slice(0, 10)
  const { citation } = rule.versions.findLast(version => version.from <= on) ?? rule.versions[0]
  return { id, act: rule.act, citation }
}
