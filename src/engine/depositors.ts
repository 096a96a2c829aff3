import { inReadRequest } from '../store/read-request.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { depositKeyOf, type ItemStory } from './read-item.ts'

type Deposited = Pick<ItemStory, 'item' | 'original' | 'exception'>

/** The numbers of the accounts in whose deposits the item came here, in their order; none where nothing tells of one. */
export async function depositorsOf(engine: Engine, story: Deposited): Promise<readonly string[]> {
  if (depositKeyOf(story) === undefined) return []
  return inReadRequest(engine.database, engine.institution.orgId, tx => depositorsNow(engine, tx, story))
}

/** The same inside a transaction. */
export async function depositorsNow(engine: Engine, tx: Runner, story: Deposited): Promise<readonly string[]> {
  const key = depositKeyOf(story)
  if (key === undefined) return []
  const { shard, day } = story.item
  const facts = await engine.coreSystem.facts(tx, [{ shard, kind: 'deposited', key }], day)
  const numbers = facts.map(({ detail }) => detail.depositorAccount).filter(one => typeof one === 'string')
  return [...new Set(numbers)].sort()
}
