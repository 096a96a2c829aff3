import type { Hand } from '../core/authority/asked.ts'
import { joinHands } from '../core/authority/hands.ts'
import { whoCan, whoCanWords } from '../core/authority/who-can.ts'
import type { Transaction } from '../store/database.ts'
import { type Proposal, proposalOfException } from '../store/proposal.ts'
import { authoriseDecider, type DecidedWork, type Decider, type LimitKeys } from './authorise-decision.ts'
import { barredFrom } from './barred-from.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import type { Preview } from './preview-resolution.ts'
import type { DecisionPlace } from './resolve-exception.ts'
import { wordsAboutOne } from './words-about.ts'

type Refused = Extract<Preview, { is: 'refused' }>

/** What a decision that waits is about, and what limits add it up by, whatever was decided. */
interface Waited {
  readonly decidable: DecisionPlace & DecidedWork
  readonly keys: LimitKeys
  readonly by: Decider
  /** How the sentence calls the person: by name where others read it too, as they do what an act on many is refused. */
  readonly told: 'you' | 'name'
  /** See `proposedAbout`. */
  readonly proposed: Proposal | undefined
}

/** What was proposed about it and not answered, stale or not; undefined where nothing was. */
export async function proposedAbout(
  engine: Engine,
  tx: Transaction,
  { item, exceptionId }: DecisionPlace,
): Promise<Proposal | undefined> {
  if ((engine.gathered?.before(exceptionId) ?? 'waits') !== 'waits') return undefined
  return proposalOfException(tx, { orgShard: orgShardOf(engine), shard: item.shard, exceptionId })
}

/** Why nothing can be decided while a decision about it waits for a second person; undefined when none waits, or what waits is stale. */
export async function refuseWhileProposed(engine: Engine, tx: Transaction, of: Waited): Promise<Refused | undefined> {
  const { proposed } = of
  return proposed === undefined || proposed.isStale ? undefined : proposalWaits(engine, tx, { ...of, proposed })
}

/** Names who proposed and who may approve it, and tells nothing of what was proposed. */
async function proposalWaits(
  engine: Engine,
  tx: Transaction,
  { decidable, keys, by, told, proposed: waiting }: Waited & { readonly proposed: Proposal },
): Promise<Refused> {
  const refused = { is: 'refused', refused: 'proposal_waits' } as const
  const { exceptionId, queue } = decidable
  const barred = (await barredFrom(engine, tx, [{ ...waiting, exceptionId, queue }])).get(exceptionId) ?? []
  const { asked, people, decided } = await authoriseDecider(engine, tx, {
    ...{ by, act: 'approve', decidable, keys, barred, hold: 'not' },
    hands: handsOfProposal(waiting),
    words: await wordsAboutOne(engine, tx, waiting),
  })
  const others = whoCanWords(whoCan(asked, people), ' approve it')
  const one = told === 'you' ? 'you' : people.byId.get(by.personId)?.person.name
  const may = decided.allowed || decided.needs === 'step_up'
  const who = may ? `${one} can approve it` : others
  if (waiting.makerId === by.personId && told === 'you')
    return {
      ...refused,
      why: `Your own decision about it waits for a second person: ${others}. Withdraw it to decide anew.`,
    }
  return { ...refused, why: `${waiting.makerName} decided about it, and that waits for a second person: ${who}.` }
}

/** Everybody who may not approve it, whatever the row says of the rest. */
export function handsOfProposal({ hands, makerId, forId, second }: Proposal): readonly Hand[] {
  const delegator = forId === undefined ? [] : [{ person: forId, as: 'delegator' } as const]
  const checker = second === undefined ? [] : [{ person: second.personId, as: 'checker' } as const]
  return joinHands(hands, [{ person: makerId, as: 'maker' }], delegator, second?.hands ?? [], checker)
}
