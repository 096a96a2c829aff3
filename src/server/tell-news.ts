import type { News } from '../core/work/news.ts'
import type { ReadNews } from '../engine/read-news.ts'
import type { LinkEnds } from '../store/event-news.ts'

/** What happened to people's work since `from`, and until where that is; nothing without `from`. */
export type NewsSince = (from: LinkEnds | undefined) => Promise<ReadNews>

/** Tells people what happened to their work, each thing once. */
export interface NewsTeller {
  /** Reads on from where it read before; the first time it only finds out where that is. */
  tell(): Promise<void>
  /** Nobody listens any more: what happens until somebody does is told to nobody. */
  forget(): void
}

/** `send` writes to the pages of one person. */
export function openNewsTeller(news: NewsSince, send: (text: string, personId: number) => void): NewsTeller {
  let read: LinkEnds | undefined
  return {
    async tell() {
      const found = await news(read)
      read = found.ends
      // All of one person's at once: who loses a whole desk in a moment does read it.
      for (const [personId, own] of Map.groupBy(found.news, one => one.personId))
        send(own.map(textOf).join(''), personId)
    },
    forget() {
      read = undefined
    },
  }
}

function textOf({ kind, caseId, itemId }: News): string {
  const about = JSON.stringify({ case: caseId ?? null, item: itemId ?? null })
  return `event: ${kind}\ndata: ${about}\n\n`
}
