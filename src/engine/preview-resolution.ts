import { createHash } from 'node:crypto'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import { canonical, type Effect } from '../core/resolve/effect.ts'
import type { ResolutionAsked, ResolutionRefusal } from '../core/resolve/resolution.ts'
import type { DecisionEffect } from '../core/resolve/unit-effect.ts'
import { inReadRequest } from '../store/read-request.ts'
import { authoriseDecider, type Decider, type NotAuthorised } from './authorise-decision.ts'
import { alsoRefused, refuseWaiver } from './authorise-waiver.ts'
import { keysOf } from './decision-keys.ts'
import { depositorsOf } from './depositors.ts'
import type { Engine } from './engine.ts'
import { alsoOfNobody } from './nobody-approves.ts'
import { type PreviewBeside, previewBeside } from './preview-beside.ts'
import { readItem } from './read-item.ts'
import { type Decidable, decidableOf, resolutionFacts } from './resolution-facts.ts'
import { alsoByPolicy, secondKeyFor } from './second-key-for.ts'
import { placeOfExceptionNow, takenBy } from './settle-case.ts'
import { wordsAboutOne } from './words-about.ts'

/** A resolution that somebody is about to take, of one item. */
export interface ResolutionWanted {
  readonly itemId: number
  readonly asked: ResolutionAsked
  readonly by: Decider
}

/** Why nothing is decided, beside what the resolution itself refuses. */
type DecisionRefusal =
  | 'item_unknown'
  | 'nothing_to_decide'
  | 'case_held'
  | 'keyed_blind'
  | 'lease_lost'
  | 'proposal_waits'
  | 'second_person_needed'
  | 'second_person_spare'
  | 'step_up_needed'
  | 'not_authorised'
  | 'preview_stale'

export type Preview =
  | {
      readonly is: 'previewed'
      readonly effect: Effect
      readonly sha256: string
      /** Why this person may not take it, and who can; undefined when they may. */
      readonly notAuthorised: NotAuthorised | undefined
      /** What the rows of the effect do not say. */
      readonly beside: PreviewBeside
    }
  | {
      readonly is: 'refused'
      readonly refused: ResolutionRefusal | DecisionRefusal
      readonly why: string
    }

/** Exactly what the resolution would change now, and the hash of it that the commit is given; or why it cannot be. Changes nothing. */
export async function previewResolution(engine: Engine, { itemId, asked, by }: ResolutionWanted): Promise<Preview> {
  const found = await findDecidable(engine, itemId)
  if (found.is === 'refused') return found
  const { decidable } = found
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const facts = await resolutionFacts(engine, tx, decidable, asked)
    const decided = decideResolution(asked, facts)
    if (decided.is === 'refused') return decided
    const keys = keysOf(decidable, facts, decided.effect)
    const { exceptionId, queue } = decidable
    const { shard } = decidable.item
    const place = await placeOfExceptionNow(engine, tx, { shard, id: exceptionId, queue })
    const policy = secondKeyFor(engine, asked, facts, { ...keys, kind: decidable.kind })
    const words = await wordsAboutOne(engine, tx, { shard, exceptionId, keying: policy?.keying })
    const of = { by, act: asked.resolution, decidable, keys, words, ...takenBy(place), hold: 'not' } as const
    const { decided: may, ...asking } = await authoriseDecider(engine, tx, of)
    const refused = alsoRefused(may.allowed ? undefined : may, await refuseWaiver(engine, tx, of, decided.effect))
    const right = may.allowed ? may : (may.proposal ?? { hands: [] })
    const notAuthorised = alsoOfNobody(alsoByPolicy(engine, refused, policy), { ...asking, right })
    const { effect } = decided
    const beside = await previewBeside(engine, tx, { decidable, facts, effect })
    return { is: 'previewed', effect, sha256: hashOf(effect).hex, notAuthorised, beside }
  })
}

type Found = { readonly is: 'found'; readonly decidable: Decidable } | Extract<Preview, { is: 'refused' }>

/** The item with what never changes of it, or why there is nothing to decide of it. */
export async function findDecidable(engine: Engine, itemId: number): Promise<Found> {
  const story = await readItem(engine, itemId)
  if (story === undefined)
    return {
      is: 'refused',
      refused: 'item_unknown',
      why: `There is no item ${itemId}; the list of exceptions shows the numbers.`,
    }
  const decidable = decidableOf(story)
  if (decidable === undefined)
    return { is: 'refused', refused: 'nothing_to_decide', why: whyNothing(story.exception, story.unreadable) }
  return { is: 'found', decidable: { ...decidable, depositors: await depositorsOf(engine, story) } }
}

/** Why an exception cannot be decided by itself. */
export function whyNothing(exception: { readonly scope: string } | undefined, unreadable?: string): string {
  if (exception === undefined) return 'It has no exception: it posted, and there is nothing to decide.'
  if (exception.scope !== 'item') return `It is held with its ${exception.scope}: that is decided as a whole.`
  return unreadable ?? 'Its bytes cannot be read any more, so nothing of it is sure; the proof says what is wrong.'
}

/** The effect's words and their SHA-256. */
export function hashOf(effect: DecisionEffect): {
  readonly words: string
  readonly sha256: Uint8Array
  readonly hex: string
} {
  const words = canonical(effect)
  const sha256 = createHash('sha256').update(words).digest()
  return { words, sha256, hex: sha256.toString('hex') }
}
