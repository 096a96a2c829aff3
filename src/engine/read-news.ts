import { shardOf } from '../core/bucket.ts'
import { type News, newsOf } from '../core/work/news.ts'
import { eventsSince, type LinkEnds, linkEnds } from '../store/event-news.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'

/** How far somebody has read, and what is new since. */
export interface ReadNews {
  readonly ends: LinkEnds
  readonly news: readonly News[]
}

/** What happened to people's work since a look before; nothing on the first look, which says from where on. */
export async function readNews(engine: Engine, since: LinkEnds | undefined): Promise<ReadNews> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const ends = await linkEnds(tx, shardOf(orgId, 0))
    const events = since === undefined ? [] : await eventsSince(tx, since, ends)
    return { ends, news: events.flatMap(event => newsOf(event)) }
  })
}
