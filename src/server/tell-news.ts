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
      for (const { personId, kind, caseId, itemId } of found.news) {
        const about = JSON.stringify({ case: caseId ?? null, item: itemId ?? null })
        send(`event: ${kind}\ndata: ${about}\n\n`, personId)
      }
    },
    forget() {
      read = undefined
    },
  }
}
