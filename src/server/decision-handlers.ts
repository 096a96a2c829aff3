import type { DECISION_ROUTES } from '../contract/decision-routes.ts'
import { IDEMPOTENCY_KEY_HEADER, readIdempotencyKey } from '../contract/idempotency-key.ts'
import { PATHS } from '../contract/paths.ts'
import { PROBLEM_PREFIX, REFUSALS, type RefusalName } from '../contract/problem.ts'
import type { Effect, LegAccount } from '../core/resolve/effect.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Decider } from '../engine/authorise-decision.ts'
import { type Answer, once } from '../engine/once.ts'
import { previewResolution } from '../engine/preview-resolution.ts'
import { requestDigest } from '../engine/request-digest.ts'
import { prepareDecision, resolveWithin } from '../engine/resolve-exception.ts'
import { personActor } from '../engine/sign-in-event.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { undoWithin } from '../engine/undo-decision.ts'
import { type Asked, type Handler, KeptAnswer } from './bind-route.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof DECISION_ROUTES

/** Previews, decisions and their undoing. */
export function decisionHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    previewItem: async ({ params, body, as }) => {
      const preview = await previewResolution(engine, { itemId: Number(params.item), asked: body, by: deciderOf(as) })
      if (preview.is === 'refused') return refusalOf(preview)
      const { effect, sha256, notAuthorised } = preview
      return {
        sha256,
        effect: effectJson(effect),
        allowed: notAuthorised === undefined,
        needs: notAuthorised?.needs ?? null,
        why_not: (notAuthorised?.reasons ?? []).map(one => one.sentence),
      }
    },
    decideItem: async asked => {
      const found = await prepareDecision(engine, Number(asked.params.item))
      if (found.is === 'refused') return refusalOf(found)
      const { preview_sha256: previewSha256, ...body } = asked.body
      const order = {
        itemId: Number(asked.params.item),
        asked: body as ResolutionAsked,
        by: deciderOf(asked.as),
        previewSha256,
      }
      return answerOnce(parts, 'itemDecisions', asked, async tx => {
        const resolved = await resolveWithin(engine, tx, found.decidable, order)
        if (resolved.is === 'done')
          return { status: 200, body: { decision: resolved.decisionId, effect: effectJson(resolved.effect) } }
        return answerOf(resolved.is === 'changed' ? STALE : refusalOf(resolved), asked.id)
      })
    },
    undoItem: async asked => {
      const found = await prepareDecision(engine, Number(asked.params.item))
      if (found.is === 'refused') return refusalOf(found)
      const order = { itemId: Number(asked.params.item), by: deciderOf(asked.as) }
      return answerOnce(parts, 'itemUndo', asked, async tx => {
        const undone = await undoWithin(engine, tx, found.decidable, order)
        if (undone.is === 'undone') return { status: 200, body: { decision: undone.decisionId, by: undone.by } }
        return answerOf(refusalOf(undone), asked.id)
      })
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

function deciderOf(as: SignedIn): Decider {
  return { personId: as.person.id, session: as.steppedUpUntil === undefined ? 'signed-in' : 'stepped-up' }
}

const STALE = refuse(
  'preview_stale',
  'What it would do now is not what you saw: look at the preview again, and decide then.',
)

/** The engine's own names for what the contract names more widely. */
const NAMES: Readonly<Record<string, RefusalName>> = {
  item_unknown: 'item_not_found',
  nothing_to_decide: 'nothing_to_decide',
  case_held: 'case_held',
  second_person_needed: 'second_person_needed',
  not_authorised: 'not_authorised',
  nothing_to_undo: 'undo_refused',
  effect_left: 'undo_refused',
  undo_too_late: 'undo_refused',
}

function refusalOf({ refused, why }: { readonly refused: string; readonly why: string }): Refusal {
  return refuse(NAMES[refused] ?? 'resolution_refused', why)
}

/** A refusal as `once` keeps it: a retry is told the same. */
function answerOf({ refused, detail }: Refusal, request: string): Answer {
  const { status, title } = REFUSALS[refused]
  return { status, body: { type: PROBLEM_PREFIX + refused, title, status, detail, request } }
}

/** Does it once for its key, and answers letter for letter what the first was answered. */
async function answerOnce(
  { engine }: ServerParts,
  path: 'itemDecisions' | 'itemUndo',
  {
    params,
    body,
    as,
    request,
  }: Pick<Asked<Routes['undoItem']>, 'params' | 'as' | 'request'> & { readonly body: unknown },
  work: Parameters<typeof once>[2],
): Promise<KeptAnswer | Refusal> {
  const read = readIdempotencyKey(request.headers.get(IDEMPOTENCY_KEY_HEADER) ?? undefined)
  if (read.at === 'refused') return refuse(read.refused, read.why)
  const digest = requestDigest({ method: 'POST', route: PATHS[path], params, body })
  const outcome = await once(engine, { key: read.key, actor: personActor(as.person.id), digest }, work)
  if (outcome.at === 'refused') return refuse(outcome.refused, outcome.why)
  return new KeptAnswer(outcome.status, outcome.json)
}

function effectJson({ exception, item, legs, outbound, letters }: Effect) {
  const { clock } = exception
  return {
    resolution: exception.resolution,
    exception: exception.state,
    item: item?.state ?? null,
    code: exception.code,
    legs: legs.map(({ day, from, to, amountMinor }) => ({
      ...{ day, from: accountName(from), to: accountName(to) },
      amount_minor: amountMinor,
    })),
    outbound: outbound === undefined ? null : { code: outbound.code, due_at: outbound.dueAt },
    letters: letters.map(letter => ({ ...letter })),
    clock: clock === undefined ? null : { stops: clock.stops.rule, runs: clock.runs.rule, due_at: clock.runs.dueAt },
  }
}

/** A customer's account is named by what it is to the item: its number is personal. */
function accountName(account: LegAccount): string {
  return 'role' in account ? account.role : 'the account of the item'
}
