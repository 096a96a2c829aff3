import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ItemActs } from '../../contract/acts.ts'
import type { asSeen } from '../../contract/as-seen.ts'
import type { CaseStory } from '../../contract/case-story.ts'
import type {
  Decided as DecidedJson,
  PreviewJson,
  UndoBody,
  UndoneJson,
  UndoOfferedJson,
} from '../../contract/decision.ts'
import type { ClaimCandidates, HeldDecided, HeldPreviewJson, HeldStory, HeldUndo } from '../../contract/held.ts'
import { pathTo } from '../../contract/paths.ts'
import type { CasePlace, Desk, DeskCase, FoundCases, NextWork, Renewed, TakeAsked } from '../../contract/work.ts'
import { ask, tell } from './ask.ts'

/** What a person has, takes and lets go, and what is decided. */
export type DeskNow = z.infer<typeof Desk>
export type Preview = z.infer<typeof PreviewJson>
export type Effect = Preview['effect']
/** Of a batch or file that is held as a whole. */
export type HeldEffect = z.infer<typeof HeldPreviewJson>['effect']
/** What became of an order: it is done, or waits for a second person. */
export type DecidedBy = z.infer<typeof DecidedJson>
/** The way back from what stands. */
export type UndoOffered = z.infer<typeof UndoOfferedJson>
export type Note = NonNullable<DeskCase['note']>

export const deskQuery = queryOptions({
  queryKey: ['desk'],
  queryFn: ({ signal }) => ask<DeskNow>(pathTo('workMine'), signal),
})

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id],
    queryFn: async ({ signal, client }) => {
      const story = await ask<CaseStory>(pathTo('workCase', { case: id }), signal)
      // They came with the case, and need not be asked for again.
      if (story.acts !== null) client.setQueryData(actsQuery(story.acts.item).queryKey, story.acts)
      return story
    },
  })

export const actsQuery = (item: number) =>
  queryOptions({
    queryKey: ['acts', item],
    queryFn: ({ signal }) => ask<ItemActs>(actsPath(item), signal),
  })

/** Below zero of what is held as a whole. */
const actsPath = (item: number) => (item < 0 ? pathTo('heldActs', { exception: item }) : pathTo('itemActs', { item }))

/** What is held as a whole: why, its procedure and its clock. */
export const heldQuery = (exception: number) =>
  queryOptions({
    queryKey: ['item', String(exception)],
    queryFn: ({ signal }) => ask<HeldStory>(pathTo('held', { exception }), signal),
  })

export const takeNext = () => tell<NextWork>(pathTo('workNext'))
/** How often somebody is said to be at it: three times in the time of a lease, so that one may be lost on its way. */
export const HEARTBEAT_MS = 30_000
/** The page asks by itself: a lease is no reason to keep the session of somebody who left. */
export const renewLease = () => tell<z.infer<typeof Renewed>>(pathTo('workHeartbeat'), undefined, { by: 'page' })
export const takeUp = (id: string) => tell<DeskCase>(pathTo('workUnpark', { case: id }))
/** The open cases that somebody may mean who says a number. */
export const findCases = async (number: string) =>
  (await ask<z.infer<typeof FoundCases>>(pathTo('workFind', {}, { number }))).data
/** A case that is named, and the one in hand put aside with it. */
export const takeNamed = (id: string, aside?: z.infer<typeof TakeAsked>['aside']) =>
  tell<DeskCase>(pathTo('workTake', { case: id }), { aside })
export const sayPresence = (presence: DeskNow['presence']) => tell(pathTo('workPresence'), { presence })

type CaseAct = 'workRelease' | 'workSkip' | 'workPend' | 'workPark'
export const actOnCase = (act: CaseAct, of: DeskCase, more: object = {}) =>
  tell<CasePlace>(pathTo(act, { case: of.case.case }), { fence: of.fence, ...more })

/** A resolution with what was chosen and written for it. */
export type Wanted = Readonly<
  Record<string, string | Readonly<Record<string, string>> | readonly Readonly<Record<string, string>>[]>
> & {
  readonly resolution: string
}

/** What is decided: an item, or a batch or file that is held as a whole, by the number of its exception. */
export interface Decided<Shown, Taken> {
  readonly preview: (wanted: Wanted) => Promise<Shown>
  readonly decide: (wanted: Wanted, seen: ReturnType<typeof asSeen>, key: string) => Promise<Taken>
  /** The way back from what stands now; null where nothing does. */
  readonly wayBack: () => Promise<UndoOffered | null>
  readonly undo: (seen: z.infer<typeof UndoBody>, key: string) => Promise<z.infer<typeof UndoneJson>>
  /** What is read again after it. */
  readonly changes: readonly (readonly unknown[])[]
}

/** `fence`: of the claim by which its case is worked on; left out where it is decided without one. */
export const itemDecided = (item: number, fence?: number): Decided<Preview, DecidedBy> => ({
  preview: wanted => tell(pathTo('itemPreviews', { item }), wanted),
  decide: (wanted, seen, key) => tell(pathTo('itemDecisions', { item }), { ...wanted, ...seen, fence }, { key }),
  wayBack: async () => (await ask<ItemActs>(pathTo('itemActs', { item }))).undo,
  undo: (seen, key) => tell(pathTo('itemUndo', { item }), seen, { key }),
  changes: [['acts', item], ['item', String(item)], ['case']],
})

/** The posted debits that a claim without one may mean. */
export const candidatesQuery = (exception: number) =>
  queryOptions({
    queryKey: ['candidates', exception],
    queryFn: async ({ signal }) =>
      (await ask<ClaimCandidates>(pathTo('claimCandidates', { exception }), signal)).candidates,
  })

const heldDecided = (
  exception: number,
  fence?: number,
): Decided<z.infer<typeof HeldPreviewJson>, z.infer<typeof HeldDecided>> => ({
  preview: wanted => tell(pathTo('heldPreviews', { exception }), wanted),
  decide: (wanted, seen, key) => tell(pathTo('heldDecisions', { exception }), { ...wanted, ...seen, fence }, { key }),
  wayBack: async () => (await ask<z.infer<typeof HeldUndo>>(pathTo('heldUndo', { exception }))).undo,
  undo: (seen, key) => tell(pathTo('heldUndo', { exception }), seen, { key }),
  changes: [['list'], ['receipt'], ['case'], ['acts', exception], ['item', String(exception)]],
})

/** An item, or below zero what is held as a whole. */
export const anyDecided = (
  item: number,
  fence?: number,
): Decided<Preview | z.infer<typeof HeldPreviewJson>, DecidedBy | z.infer<typeof HeldDecided>> =>
  item < 0 ? heldDecided(item, fence) : itemDecided(item, fence)
