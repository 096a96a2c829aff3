import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { depositKeyOf, type ItemStory } from './read-item.ts'

/** The numbers of the accounts in whose deposits the item came here, in their order; none where nothing tells of one. */
export async function depositorsOf(engine: Engine, story: ItemStory): Promise<readonly string[]> {
  const key = depositKeyOf(story)
  if (key === undefined) return []
  const { shard, day } = story.item
  const facts = await inReadRequest(engine.database, engine.institution.orgId, tx =>
    engine.coreSystem.facts(tx, [{ shard, kind: 'deposited', key }], day),
  )
  const numbers = facts.map(({ detail }) => detail.depositorAccount).filter(one => typeof one === 'string')
  return [...new Set(numbers)].sort()
}
