import type { Approval } from '../contract/approval.ts'
import type { APPROVAL_ROUTES } from '../contract/approval-routes.ts'
import type { RefusalName } from '../contract/problem.ts'
import { approvalBeside } from '../engine/approval-beside.ts'
import { type Approved, afterApproval, approveWithin, prepareApproval } from '../engine/approve-decision.ts'
import { type EndOrder, endWithin } from '../engine/end-proposal.ts'
import type { Engine } from '../engine/engine.ts'
import { type Keyed, keyWithin, prepareKey } from '../engine/key-decision.ts'
import { type ApprovalSeen, pageApprovals, worthOf } from '../engine/read-approvals.ts'
import { type ProposalRefused, prepareProposal } from '../engine/waiting-proposal.ts'
import type { ProposalKey } from '../store/proposal.ts'
import { type AskedOnce, answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { answerMayPage, cursorOf, instantOf, partsOf, wholeOf } from './cursor.ts'
import { askedOf } from './decision-handlers.ts'
import { deciderOf, decisionIdOf, decisionKeyOf } from './decision-json.ts'
import { titleOf } from './exception-json.ts'
import { decisionEffectJson } from './held-handlers.ts'
import { findingJson } from './item-json.ts'
import { besideJson } from './preview-json.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof APPROVAL_ROUTES

/** The second person: what waits, yes, no, and the maker's own no. */
export function approvalHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    listApprovals: ({ as, query }) =>
      answerMayPage(
        query,
        { text: keyText, from: keyFrom },
        asked => pageApprovals(engine, deciderOf(as), asked),
        one => approvalJson(engine, one),
      ),
    readApprovalBeside: async ({ as, params }) => {
      const told = await approvalBeside(engine, { decision: decisionKeyOf(params.decision), by: deciderOf(as) })
      if ('refused' in told) return refusalOf(told)
      return { effects: told.map(({ sha256, beside }) => ({ sha256, ...besideJson(beside) })) }
    },
    approveDecision: async asked => {
      const order = {
        decision: decisionKeyOf(asked.params.decision),
        by: deciderOf(asked.as),
        sha256: asked.body.sha256,
      }
      const found = await prepareApproval(engine, order)
      if (found.is === 'refused') return refusalOf(found)
      let done: Approved | undefined
      const answer = await answerOnce(parts, 'decisionApprove', asked, async tx => {
        const approved = await approveWithin(engine, tx, found.proposed, order)
        done = approved
        if (approved.is === 'approved')
          return { decision: asked.params.decision, effect: decisionEffectJson(approved.effect, order.decision.shard) }
        return approved.is === 'stale' ? refuse('proposal_stale', approved.why) : refusalOf(approved)
      })
      if (done !== undefined) await afterApproval(engine, done)
      return answer
    },
    keyDecision: async asked => {
      const order = {
        decision: decisionKeyOf(asked.params.decision),
        by: deciderOf(asked.as),
        asked: askedOf(asked.body),
      }
      const found = await prepareKey(engine, order)
      if (found.is === 'refused') return refusalOf(found)
      let done: Keyed | undefined
      const answer = await answerOnce(parts, 'decisionKey', asked, async tx => {
        const keyed = await keyWithin(engine, tx, found.proposed, order)
        done = keyed
        if (keyed.is === 'approved' || keyed.is === 'different')
          return { decision: asked.params.decision, keyed: KEYED[keyed.is] }
        return keyed.is === 'stale' ? refuse('proposal_stale', keyed.why) : refusalOf(keyed)
      })
      if (done !== undefined) await afterApproval(engine, done)
      return answer
    },
    returnDecision: async asked =>
      endOnce(parts, asked, { path: 'decisionReturn', end: { as: 'returned', why: asked.body.why } }),
    withdrawDecision: async asked => endOnce(parts, asked, { path: 'decisionWithdraw', end: { as: 'withdrawn' } }),
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

function keyText({ oursAt, worthMinor, shard, id }: ProposalKey): string {
  return cursorOf(oursAt?.toString() ?? 'none', worthMinor, shard, id)
}

function keyFrom(key: string): ProposalKey | undefined {
  const [at, ...numbers] = partsOf(key, 4) ?? []
  const [worthMinor, shard, id] = numbers.map(wholeOf)
  const oursAt = at === 'none' ? undefined : instantOf(at)
  if (oursAt === 'none' || worthMinor === undefined || shard === undefined || id === undefined) return undefined
  return { oursAt, worthMinor, shard, id }
}

const KEYED = { approved: 'alike', different: 'different' } as const

type End = { readonly as: 'returned'; readonly why: string } | { readonly as: 'withdrawn' }

async function endOnce(
  parts: ServerParts,
  asked: AskedOnce & { readonly params: { readonly decision: string }; readonly id: string },
  { path, end }: { readonly path: 'decisionReturn' | 'decisionWithdraw'; readonly end: End },
) {
  const { engine } = parts
  const decision = decisionKeyOf(asked.params.decision)
  const found = await prepareProposal(engine, decision)
  if (found.is === 'refused') return refusalOf(found)
  const order: EndOrder = { decision, by: deciderOf(asked.as), ...end }
  return answerOnce(parts, path, asked, async tx => {
    const ended = await endWithin(engine, tx, found.proposed, order)
    if (ended.is === 'ended') return { decision: asked.params.decision, state: end.as }
    return refusalOf(ended)
  })
}

/** The engine's own names for what the contract names more widely. */
const NAMES = {
  decision_unknown: 'decision_not_found',
  not_proposed: 'not_proposed',
  not_authorised: 'not_authorised',
  step_up_needed: 'step_up_needed',
  not_yours: 'not_yours',
  key_needed: 'key_needed',
  resolution_refused: 'resolution_refused',
  preview_stale: 'preview_stale',
  item_unknown: 'item_not_found',
  nothing_to_decide: 'nothing_to_decide',
} as const satisfies Record<Refused['refused'], RefusalName>

type Refused = ProposalRefused | Extract<Keyed, { refused: 'resolution_refused' }>

function refusalOf({ refused, why }: Refused): Refusal {
  return refuse(NAMES[refused], why)
}

function approvalJson(engine: Engine, seen: ApprovalSeen): Approval {
  const { proposal, may, whyNot, shown, second } = seen
  return {
    decision: decisionIdOf(proposal),
    item: proposal.exceptionId,
    pack: proposal.pack,
    kind: proposal.kind,
    title: titleOf(engine, proposal),
    queue: proposal.queue,
    held: heldJson(engine, proposal),
    amount_minor: worthOf(seen),
    due_at: proposal.oursAt?.toString() ?? null,
    proposed_at: proposal.proposedAt.toString(),
    maker: { id: proposal.makerId, name: proposal.makerName },
    keying: proposal.keying,
    needs: [...(shown?.needs ?? [])],
    effect: shown === undefined ? null : decisionEffectJson(shown.effect, proposal.shard),
    sentence: shown?.sentence ?? null,
    finding: shown === undefined ? null : findingJson(shown.finding, engine.packs[proposal.pack].fieldTitles),
    sha256: shown?.effectSha256 ?? null,
    second:
      second === undefined
        ? null
        : {
            by: second.personName,
            effect: decisionEffectJson(second.effect, proposal.shard),
            sha256: second.effectSha256,
          },
    stale: proposal.isStale,
    may,
    why_not: [...whyNot],
  }
}

/** What somebody who does not see what was proposed chooses from, of what is held as a whole. */
function heldJson({ packs }: Engine, { scope, pack, kind }: ApprovalSeen['proposal']): Approval['held'] {
  return scope === 'item' ? null : { scope, resolutions: [...(packs[pack].kinds[kind]?.resolutions ?? [])] }
}
