import type { PreviewBeside } from '../engine/preview-beside.ts'
import { correctedJson } from './corrected-json.ts'

/** What stands beside an effect in its preview. */
export function besideJson({ clocks, linked, linkedMore, received }: PreviewBeside) {
  return {
    clocks: clocks.map(({ dueAt, ...clock }) => ({ ...clock, due_at: dueAt })),
    linked: linked.map(({ item, link }) => ({
      ...{ item: item.id, link, direction: item.direction, amount_minor: item.amountMinor, state: item.state },
    })),
    linked_more: linkedMore,
    received: received.map(correctedJson),
  }
}
