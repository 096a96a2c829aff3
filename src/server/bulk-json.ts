import type { BulkAct, BulkMember, BulkSummary } from '../contract/bulk.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Decider } from '../engine/authorise-decision.ts'
import { selectionOf } from '../engine/bulk-selection.ts'
import type { BulkListed, BulkStory } from '../engine/read-bulk.ts'
import type { StoredMember } from '../store/bulk-member.ts'
import type { ExceptionsFilter } from '../store/exception-page.ts'
import { decisionIdOf } from './decision-json.ts'
import { tallyJson } from './tally-json.ts'

export function bulkJson({ bulk, now, stands, notDone }: BulkStory, by: Decider): BulkAct {
  const { shown } = bulk
  const selection = selectionOf(bulk.selection)
  return {
    ...headJson(bulk, by),
    matching: selection.by === 'exceptions' ? filterJson(selection.filter) : null,
    sha256: bulk.sha256,
    shown: {
      matching: tallyJson(shown.matching),
      done: tallyJson(shown.done),
      proposed: tallyJson(shown.proposed),
      refused: tallyJson(shown.refused),
      legs: shown.legs.map(({ amountMinor, ...leg }) => ({ ...leg, amount_minor: amountMinor })),
      answers: shown.answers.map(({ firstDueAt, ...answer }) => ({ ...answer, first_due_at: firstDueAt })),
      notices: shown.notices,
      letters: shown.letters.map(letter => ({ ...letter })),
      stops: { ...shown.stops },
      reasons: shown.reasons.map(({ value, items, ...one }) => ({
        ...one,
        value: tallyJson(value),
        items: [...items],
      })),
    },
    now: {
      waiting: tallyJson(now.waiting),
      done: tallyJson(now.done),
      proposed: tallyJson(now.proposed),
      refused: tallyJson(now.refused),
    },
    stands: { done: tallyJson(stands.done), proposed: tallyJson(stands.proposed) },
    not_done: notDone.map(({ value, items, ...one }) => ({ ...one, value: tallyJson(value), items: [...items] })),
  }
}

export function bulkSummaryJson({ bulk, proposed }: BulkListed, by: Decider): BulkSummary {
  const { count, amountMinor } = proposed
  return {
    ...headJson(bulk, by),
    matching: tallyJson(bulk.shown.matching),
    proposed: { count, amount_minor: amountMinor },
  }
}

export function bulkMemberJson({ itemId, shard, value, state, refused, why, decisionId }: StoredMember): BulkMember {
  const decision = decisionId === undefined ? null : decisionIdOf({ shard, id: decisionId })
  return { item: itemId, value: tallyJson(value), state, reason: refused ?? null, why, decision }
}

function headJson(bulk: BulkStory['bulk'], by: Decider) {
  return {
    ...{ bulk: bulk.id, act: bulk.act, of: bulk.ofId ?? null, state: bulk.state },
    ...{ by: bulk.personName, is_own: bulk.personId === by.personId },
    asked: bulk.asked === undefined ? null : askedJson(bulk.asked),
    ...{ shown_at: bulk.shownAt.toString(), ended_at: bulk.endedAt?.toString() ?? null },
  }
}

/** What is done, without what people wrote: it may hold numbers of accounts. */
function askedJson(stored: string): BulkAct['asked'] {
  const { resolution, code }: ResolutionAsked = JSON.parse(stored) // as the dry run was given it
  return { resolution, code: code ?? null }
}

/** As the list of exceptions is filtered: for its address. */
function filterJson(filter: ExceptionsFilter): Record<string, string> {
  const { pack, kind, state, scope, queue, source, day } = filter
  const named = {
    ...{ pack, kind, state, decided_by: filter.decidedBy, scope, queue, source, day },
    receipt: filter.receiptId?.toString(),
    ...{ due_from: filter.dueFrom?.toString(), due_by: filter.dueBy?.toString(), exit_by: filter.exitBy },
    ...{ amount_from: filter.amountFrom?.toString(), amount_to: filter.amountTo?.toString() },
  }
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
