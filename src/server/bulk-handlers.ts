import type { BULK_ROUTES } from '../contract/bulk-routes.ts'
import type { RefusalName } from '../contract/problem.ts'
import type { Decider } from '../engine/authorise-decision.ts'
import { type BulkBegun, type BulkRefused, commitBulkWithin } from '../engine/commit-bulk.ts'
import { type BulkPreview, type BulkWanted, previewBulk } from '../engine/preview-bulk.ts'
import { readBulk, readBulkMembers, readBulks } from '../engine/read-bulk.ts'
import { returnBulkWithin } from '../engine/return-bulk.ts'
import { within } from '../engine/within.ts'
import { workBulks } from '../engine/work-bulks.ts'
import type { RunningTransaction } from '../store/database.ts'
import { type AskedOnce, answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { bulkJson, bulkMemberJson, bulkSummaryJson } from './bulk-json.ts'
import { BAD_CURSOR, cursorOf, limitOf, ordinalOf, pageFrom, wholeOf } from './cursor.ts'
import { askedOf } from './decision-handlers.ts'
import { deciderOf, decisionKeyOf } from './decision-json.ts'
import { errorFacts } from './error-facts.ts'
import { filterOf } from './list-handlers.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof BULK_ROUTES

/** Acts on all that match. */
export function bulkHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    ...readingHandlers(parts),
    previewBulk: async ({ body, as }) => {
      const filter = filterOf(body.matching)
      if (isRefusal(filter)) return filter
      const order = { act: 'resolve', asked: askedOf(body.asked) } as const
      return previewed(parts, { by: deciderOf(as), selection: { by: 'exceptions', filter }, order })
    },
    previewBulkApproval: async ({ body: { of, decisions }, as }) => {
      if ((of === undefined) === (decisions === undefined))
        return refuse('request_invalid', 'of, decisions: give the number of an act on many, or a list of decisions.')
      const selection = of === undefined ? decisionsOf(decisions ?? []) : ({ by: 'act', of } as const)
      return previewed(parts, { by: deciderOf(as), selection, order: { act: 'approve' } })
    },
    commitBulk: async asked => {
      const order = { id: Number(asked.params.bulk), by: deciderOf(asked.as), sha256: asked.body.sha256 }
      return begunOnce(parts, { asked, path: 'bulkCommit' }, tx => commitBulkWithin(engine, tx, order))
    },
    previewBulkUndo: async ({ params, as }) => {
      const selection = { by: 'act', of: Number(params.bulk) } as const
      return previewed(parts, { by: deciderOf(as), selection, order: { act: 'undo' } })
    },
    returnBulk: async asked => {
      const order = { of: Number(asked.params.bulk), by: deciderOf(asked.as), why: asked.body.why }
      return begunOnce(parts, { asked, path: 'bulkReturn' }, tx => returnBulkWithin(engine, tx, order))
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

function readingHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    bulkAct: async ({ params, as }) => shownOf(parts, Number(params.bulk), deciderOf(as)),
    listBulkActs: async ({ query, as }) => {
      const beforeId = wholeOf(query.cursor)
      if (query.cursor !== undefined && beforeId === undefined) return BAD_CURSOR
      const limit = limitOf(query.limit)
      const rows = await readBulks(engine, { beforeId, limit: limit + 1 })
      return pageFrom(
        rows,
        limit,
        row => bulkSummaryJson(row, deciderOf(as)),
        row => cursorOf(row.bulk.id),
      )
    },
    listBulkMembers: async ({ params, query, as }) => {
      const afterN = query.cursor === undefined ? -1 : ordinalOf(query.cursor)
      if (afterN === undefined) return BAD_CURSOR
      const limit = limitOf(query.limit)
      const wanted = { afterN, state: query.state, reason: query.reason, limit: limit + 1 }
      const rows = await readBulkMembers(engine, { id: Number(params.bulk), by: deciderOf(as) }, wanted)
      if (rows === undefined) return notFound(params.bulk)
      return pageFrom(rows, limit, bulkMemberJson, row => cursorOf(row.n))
    },
  } satisfies Pick<
    { readonly [Name in keyof Routes]: Handler<Routes[Name]> },
    'bulkAct' | 'listBulkActs' | 'listBulkMembers'
  >
}

async function previewed(parts: ServerParts, wanted: BulkWanted) {
  const preview = await previewBulk(parts.engine, wanted)
  if (preview.is === 'refused') return refusalOf(preview)
  return shownOf(parts, preview.id, wanted.by)
}

function decisionsOf(decisions: readonly string[]) {
  return { by: 'decisions', decisions: [...new Set(decisions)].map(decisionKeyOf) } as const
}

/** Begins it once for its key; what is begun is gone on with after that, whoever waits for the answer. */
async function begunOnce(
  parts: ServerParts,
  { asked, path }: { readonly asked: AskedOnce; readonly path: 'bulkCommit' | 'bulkReturn' },
  begin: (tx: RunningTransaction) => Promise<BulkBegun>,
) {
  const { engine, log } = parts
  const answer = await answerOnce(parts, path, asked, async tx => {
    const begun = await begin(tx)
    if (begun.is === 'refused') return refusalOf(begun)
    return shownOf({ engine: within(engine, tx) }, begun.bulk.id, deciderOf(asked.as))
  })
  // Not waited for: it takes as long as there are many, and goes on at the next look where this process stops.
  workBulks(engine).catch((error: unknown) => log.error(errorFacts(error), 'an act on many'))
  return answer
}

async function shownOf({ engine }: Pick<ServerParts, 'engine'>, id: number, by: Decider) {
  const story = await readBulk(engine, id, by)
  return story === undefined ? notFound(id) : bulkJson(story, by)
}

type AnyRefused = BulkRefused | Extract<BulkPreview, { is: 'refused' }>

const NAMES: Readonly<Record<AnyRefused['refused'], RefusalName>> = {
  bulk_unknown: 'bulk_not_found',
  nothing_matches: 'nothing_matches',
  too_many_match: 'too_many_match',
  not_yours: 'not_yours',
  bulk_begun: 'bulk_begun',
  preview_stale: 'preview_stale',
  set_changed: 'set_changed',
  nothing_to_do: 'nothing_to_do',
  not_authorised: 'not_authorised',
}

function refusalOf({ refused, why }: AnyRefused): Refusal {
  return refuse(NAMES[refused], why)
}

function notFound(id: number | string): Refusal {
  return refuse('bulk_not_found', `There is no act ${id} on many; a dry run is gone when its person made another.`)
}
