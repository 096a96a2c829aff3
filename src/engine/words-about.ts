import type { Word } from '../core/authority/asked.ts'
import type { Proposal } from '../store/proposal.ts'
import type { Runner } from '../store/statement.ts'
import { wordsAbout } from '../store/words-about.ts'
import type { Engine } from './engine.ts'
import { queuesOf } from './work-queues.ts'

/** What is about to be keyed, or was, and how whoever approves it finds out what to say; undefined where nobody needs to. */
type Keyed = Pick<Proposal, 'shard' | 'exceptionId'> & {
  readonly keying: Proposal['keying'] | undefined
  readonly second?: Proposal['second']
}

/** True while nothing of what was proposed may reach whoever is to key it. */
export function isUnseen({ keying, second }: Pick<Keyed, 'keying' | 'second'>): boolean {
  return keying === 'blind' && second === undefined
}

/**
 * Who said something about what is keyed unseen, or was asked, by the number of its exception: they are no second key that did not know
 * the first. Of what is seen nobody is kept by what they said, so nothing is read.
 */
export async function wordsOfUnseen(
  engine: Engine,
  run: Runner,
  all: readonly Keyed[],
): Promise<ReadonlyMap<number, readonly Word[]>> {
  const unseen = all.filter(isUnseen)
  if (unseen.length === 0) return new Map()
  const shards = new Set([...queuesOf(engine).values()].map(queue => queue.shard))
  return wordsAbout(run, unseen, [...shards])
}

/** The same of one. */
export async function wordsAboutOne(engine: Engine, run: Runner, of: Keyed): Promise<readonly Word[]> {
  return (await wordsOfUnseen(engine, run, [of])).get(of.exceptionId) ?? []
}
