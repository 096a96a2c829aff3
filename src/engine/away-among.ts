import { callersOf } from '../store/queue-caller.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/** Of these people those who are absent or active no more, each once: nothing that is to be done is theirs. */
export async function awayAmong(
  { institution, now }: Engine,
  run: Runner,
  people: readonly number[],
): Promise<ReadonlySet<number>> {
  if (people.length === 0) return new Set()
  const callers = await callersOf(run, orgShardOf({ institution }), [...new Set(people)], now())
  return new Set(callers.flatMap(caller => (caller.isHere ? [] : [caller.personId])))
}
