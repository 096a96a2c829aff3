import type { ROUTES, RouteName } from '../contract/routes.ts'
import { deadlineFor } from '../core/deadline/deadline-for.ts'
import { listRules } from '../core/deadline/rules.ts'
import { exactJson } from '../core/exact-json.ts'
import { readAccounts, readDay, readHead } from '../engine/read-day.ts'
import { readEarlierItem } from '../engine/read-earlier.ts'
import { readItem } from '../engine/read-item.ts'
import { readItemImage } from '../engine/read-item-image.ts'
import { readReceipt } from '../engine/read-pages.ts'
import { revealItem } from '../engine/reveal-item.ts'
import { personActor } from '../engine/sign-in-event.ts'
import { answerHandlers } from './answer-handlers.ts'
import { approvalHandlers } from './approval-handlers.ts'
import { askHandlers } from './ask-handlers.ts'
import { auditHandlers } from './audit-handlers.ts'
import type { Handler } from './bind-route.ts'
import { bulkHandlers } from './bulk-handlers.ts'
import { claimHandlers } from './claim-handlers.ts'
import { dayHandlers } from './day-handlers.ts'
import { deadlineJson } from './deadline-json.ts'
import { decisionHandlers } from './decision-handlers.ts'
import { deskPageHandlers } from './desk-handlers.ts'
import { documentHandlers } from './document-handlers.ts'
import { heldHandlers } from './held-handlers.ts'
import { itemStoryJson } from './item-json.ts'
import { letterHandlers } from './letter-handlers.ts'
import { listHandlers } from './list-handlers.ts'
import { type Live, liveAnswer } from './live.ts'
import { noteHandlers } from './note-handlers.ts'
import { ownSessionHandlers, passkeyHandlers, passkeySignInHandlers } from './passkey-handlers.ts'
import { peopleHandlers } from './people-handlers.ts'
import type { LastProof } from './prover.ts'
import { providerHandlers } from './provider-handlers.ts'
import { receiptJson } from './receipt-json.ts'
import { recordJson } from './record-json.ts'
import { refuse } from './refusal.ts'
import { reviewHandlers } from './review-handlers.ts'
import type { ServerParts } from './server-parts.ts'
import { besideItemJson } from './side-by-side-json.ts'
import { signInHandlers } from './sign-in-handlers.ts'
import { equationJson, sourcesJson, sumJson } from './tally-json.ts'
import { todayJson } from './today-json.ts'
import { receiveUpload } from './upload.ts'
import { workHandlers } from './work-handlers.ts'

type Routes = typeof ROUTES

/** One handler for each route of the contract; a route without one does not compile. */
export function handlersOf(parts: ServerParts, live: Live) {
  return {
    ...listHandlers(parts),
    ...decisionHandlers(parts),
    ...approvalHandlers(parts),
    ...bulkHandlers(parts),
    ...heldHandlers(parts),
    ...reviewHandlers(parts),
    ...letterHandlers(parts),
    ...documentHandlers(parts),
    ...claimHandlers(parts),
    ...itemHandlers(parts),
    ...signInHandlers(parts),
    ...passkeySignInHandlers(parts),
    ...passkeyHandlers(parts),
    ...ownSessionHandlers(parts),
    ...providerHandlers(parts),
    ...workHandlers(parts),
    ...deskPageHandlers(parts),
    ...askHandlers(parts),
    ...answerHandlers(parts),
    ...noteHandlers(parts),
    ...peopleHandlers(parts),
    ...dayHandlers(parts),
    ...auditHandlers(parts),
    today: today(parts),
    live: async ({ as }) => liveAnswer(live, { session: as.session, personId: as.person.id }),
    receipt: receipt(parts),
    proof: async () => proofJson(await parts.prover.prove()),
    listDeadlines: async () => ({ data: listRules().map(rule => ({ ...rule })) }),
    deadline: deadline(parts),
    uploadFile: async ({ request, as }) => receiveUpload(parts, request, personActor(as.person.id)),
    health: async () => ({ status: 'ok' }),
    readiness: readiness(parts),
    version: async () => ({ name: 'clearday', version: parts.version }),
    metrics: async () => metricsResponse(parts),
    openapi: async () => new Response(parts.openapi, { headers: { 'content-type': 'application/json' } }),
  } satisfies { readonly [Name in RouteName]: Handler<Routes[Name]> }
}

function itemHandlers(parts: ServerParts) {
  const { engine } = parts
  const notFound = (item: string) =>
    refuse(
      'item_not_found',
      `There is no item ${item}. The lists of exceptions and of a receipt’s items show the numbers that there are.`,
    )
  return {
    item: async ({ params, as }) => {
      const story = await readItem(engine, Number(params.item))
      if (story === undefined) return notFound(params.item)
      const earlier = besideItemJson(await readEarlierItem(engine, story))
      return { ...itemStoryJson(parts, story, as.person.id), earlier }
    },
    itemRecord: async ({ params }) => {
      const story = await readItem(engine, Number(params.item))
      return story === undefined ? notFound(params.item) : recordJson(story)
    },
    itemImage: async ({ params, query, as }) => {
      const story = await readItem(engine, Number(params.item))
      if (story === undefined) return notFound(params.item)
      const image = await readItemImage(engine, story, params.side)
      if (image === undefined)
        return refuse('image_not_found', `Item ${params.item} has no picture of the ${params.side}.`)
      const isOpen =
        query.pass !== undefined && parts.reveals.allows({ item: story.item.id, session: as.session }, query.pass)
      const picture = await (isOpen ? parts.toPicture(image) : parts.toCoveredPicture(image, params.side))
      if (picture.at === 'refused')
        return refuse('image_not_readable', `${picture.why} The file as it was sent is kept.`)
      return new Response(new Uint8Array(picture.webp), {
        // What was uncovered is kept by nobody.
        headers: { 'content-type': 'image/webp', 'cache-control': isOpen ? 'no-store' : 'private, max-age=600' },
      })
    },
    revealItem: async ({ params, query, as }) => {
      const item = Number(params.item)
      if ((await readItem(engine, item)) === undefined) return notFound(params.item)
      // Written first: nobody sees what no event tells of.
      await revealItem(engine, { item, personId: as.person.id, reason: query.reason })
      const { pass, until } = parts.reveals.grant({ item, session: as.session })
      return { pass, until: until.toString() }
    },
  } satisfies { readonly [Name in 'item' | 'itemRecord' | 'itemImage' | 'revealItem']: Handler<Routes[Name]> }
}

function today(parts: ServerParts): Handler<Routes['today']> {
  return async ({ query }) => {
    const [story, head] = await Promise.all([readDay(parts.engine, query.day), readHead(parts.engine)])
    const { last } = parts.prover
    return todayJson({
      engine: parts.engine,
      story,
      sources: parts.sources,
      proved: last === undefined ? undefined : { ...last, current: last.head === head },
    })
  }
}

function receipt({ engine }: ServerParts): Handler<Routes['receipt']> {
  return async ({ params }) => {
    const story = await readReceipt(engine, Number(params.receipt))
    if (story === undefined)
      return refuse(
        'receipt_not_found',
        `There is no receipt ${params.receipt}. The list of receipts shows the numbers that there are.`,
      )
    return {
      receipt: receiptJson(story.receipt),
      waiting: story.waiting,
      states: story.states.map(one => ({ state: one.state, tally: sumJson(one.tally) })),
      batches_unbalanced: story.unbalanced,
      exceptions_open: story.exceptions,
    }
  }
}

function deadline({ engine }: ServerParts): Handler<Routes['deadline']> {
  return async ({ params, query }) => {
    const answer = deadlineFor(params.rule, query.from, engine.institution.calendars)
    if (answer.at === 'answered') return deadlineJson(answer.deadline)
    return refuse(answer.refusal, answer.why, 'nearest' in answer ? { nearest: [...answer.nearest] } : undefined)
  }
}

function proofJson({ proof, at, tookMs }: LastProof) {
  const { books, audit } = proof
  return {
    at: at.toString(),
    took_ms: tookMs,
    holds: proof.holds,
    problems: [...proof.problems],
    all: equationJson(proof.all),
    sources: sourcesJson(proof.bySource),
    books: {
      postings_sum_minor: exactJson(books.allPostingsSum),
      balances_off: books.balancesOff,
      suspense_off_minor: exactJson(books.suspenseOff),
      orphans: books.orphans,
      positions_off: books.positionsOff,
    },
    audit: {
      events: audit.events,
      links: audit.links,
      rows: audit.rows,
      signed_heads: audit.signed,
      signed_at: audit.signedAt?.toString() ?? null,
      problems: audit.problems.length,
    },
  }
}

function readiness(parts: ServerParts): Handler<Routes['readiness']> {
  return async () => {
    let accounts: 'loaded' | 'missing'
    try {
      await readHead(parts.engine)
      accounts = await readAccounts(parts.engine)
    } catch (error) {
      parts.log.warn({ kind: (error as Error).name }, 'the database does not answer')
      return refuse('not_ready', 'The database does not answer. It is tried again with each request.')
    }
    return { status: 'ready', database: 'answers', backlog: parts.work.backlog, accounts }
  }
}

async function metricsResponse(parts: ServerParts): Promise<Response> {
  const day = await readDay(parts.engine, undefined)
  return new Response(parts.metrics.text(day, parts.prover.last), {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  })
}
