import type { Person } from '../core/authority/people-facts.ts'
import type { Resolution } from '../core/exception.ts'
import { EVIDENCE_MAX, type Evidence } from '../core/question/evidence.ts'
import type { AnswerRole } from '../core/question/question.ts'
import { whoAnswers } from '../core/question/who-answers.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { latestWake } from '../core/work/latest-wake.ts'
import type { CaseFacts } from '../store/case-facts.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { peopleWithin } from './people-now.ts'
import { toAnswer } from './question-work.ts'
import { type ItemStory, readItem } from './read-item.ts'
import { imageSides } from './read-item-image.ts'

/** A question that is nearly written: its asker changes what they know better, and sends it. */
export interface EscalationDraft {
  readonly words: string
  readonly evidence: readonly Evidence[]
  readonly tried: readonly string[]
  /** The usual way out: nobody proposed it yet. */
  readonly proposal: ResolutionAsked | undefined
  /** The ways out of the kind, of which one may be proposed. */
  readonly ways: readonly Resolution[]
  readonly forRole: AnswerRole
  /** Who could answer now, and who is away. */
  readonly here: readonly Person[]
  readonly away: readonly Person[]
  /** When the case wakes at the latest. */
  readonly wakesAt: Temporal.Instant
}

/**
 * What somebody would ask about a case: what its exception says, the evidence that its page shows, the reason codes that are ruled
 * out already with why, and the usual way out as the proposal.
 */
export async function draftEscalation(
  engine: Engine,
  of: { readonly facts: CaseFacts; readonly personId: number; readonly roles: readonly string[] },
): Promise<EscalationDraft> {
  const { facts, personId, roles } = of
  const first = facts.exceptions.find(id => id > 0)
  const story = first === undefined ? undefined : await readItem(engine, first)
  const forRole: AnswerRole = roles.includes('ps') || roles.includes('sps') ? 'sps' : 'ps'
  const at = engine.now()
  const who = await inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const meant = { askerId: personId, forRole, forPerson: undefined, passed: [], queue: facts.queue }
    return whoAnswers(toAnswer(engine, meant), await peopleWithin(engine, tx), at)
  })
  return {
    words: wordsOf(engine, facts, story),
    evidence: story === undefined ? [] : evidenceOf(story).slice(0, EVIDENCE_MAX),
    tried: story === undefined ? [] : ruledOut(story),
    proposal: story === undefined ? undefined : proposalOf(story),
    ways: engine.packs[facts.pack].kinds[facts.kind]?.resolutions ?? [],
    ...{ forRole, ...who, wakesAt: wakesAtOf(facts, at, engine.institution.zone) },
  }
}

function wordsOf(engine: Engine, facts: CaseFacts, story: ItemStory | undefined): string {
  const title = engine.packs[facts.pack].kinds[facts.kind]?.title ?? facts.kind
  const sentence = story?.exception?.sentence
  return `${title}: what is to be done about it?${sentence === undefined ? '' : ` ${sentence}`}`
}

/** Everything of an item that can be pointed at. */
export function evidenceOf(story: ItemStory): readonly Evidence[] {
  const item = story.item.id
  const entries = new Set(story.postings.map(posting => posting.entryId))
  return [
    ...(story.exception === undefined ? [] : [{ item, of: 'finding', ref: '' } as const]),
    ...imageSides(story).map(side => ({ item, of: 'page', ref: side }) as const),
    ...(story.original === undefined ? [] : [{ item, of: 'record', ref: '1' } as const]),
    ...[...entries].map(entry => ({ item, of: 'entry', ref: String(entry) }) as const),
    ...story.events.map(event => ({ item, of: 'event', ref: `${event.shard}/${event.n}` }) as const),
  ]
}

const TRIED_MAX = 5

function ruledOut({ codes }: ItemStory): readonly string[] {
  const refused = codes.flatMap(({ code, refusal }) => (refusal === undefined ? [] : [`${code}: ${refusal}`]))
  return refused.slice(0, TRIED_MAX)
}

/** The usual way out of the kind, with the code that is usual and may be used now. */
function proposalOf({ resolutions, codes, exception }: ItemStory): ResolutionAsked | undefined {
  const [first] = resolutions
  if (first === undefined) return undefined
  const usable = codes.filter(one => one.refusal === undefined).map(one => one.code)
  const named = exception?.code ?? exception?.finding.code
  const code = usable.find(one => one === named) ?? usable[0]
  if (resolutions.includes('return') && code !== undefined) return { resolution: 'return', code }
  return { resolution: resolutions.find(one => one !== 'return') ?? first }
}

const WAITS_HOURS = 24
/** Of what missed its clock already. */
const MISSED_MINUTES = 15

/** A day, but early enough before the case is due; a quarter of an hour where it missed that. */
function wakesAtOf({ oursAt }: CaseFacts, now: Temporal.Instant, zone: string): Temporal.Instant {
  const isMissed = oursAt !== undefined && Temporal.Instant.compare(oursAt, now) <= 0
  const wakes = isMissed ? now.add({ minutes: MISSED_MINUTES }) : now.add({ hours: WAITS_HOURS })
  const latest = latestWake(now, oursAt, zone)
  return latest === undefined || Temporal.Instant.compare(wakes, latest) < 0 ? wakes : latest
}
