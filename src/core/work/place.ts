import type { WorkRole } from './queue.ts'

/** A case's place in its queue: the only thing that says whether somebody has it. */
export interface QueuePlace {
  readonly shard: number
  readonly caseShard: number
  readonly caseId: number
  readonly queue: string
  readonly readyAt: Temporal.Instant
  /** When its case has to leave here, the first of its exceptions; undefined where no rule says. */
  readonly oursAt: Temporal.Instant | undefined
  /** Grows with each claim: whoever comes with an older one has lost it. */
  readonly fence: number
  readonly skips: number
  readonly forRole: WorkRole
  /** Who worked on it and let it go, on `workedOn`, YYYY-MM-DD; not handed to them again that day. */
  readonly workedBy: readonly number[]
  readonly workedOn: string | undefined
  readonly offeredTo: number | undefined
  /** Who is kept from it for good: whoever said that they know the people it is about. */
  readonly barred: readonly number[]
  /** Where its last holder was, with the words not sent yet: it comes back with the case. */
  readonly note: PlaceNote | undefined
  /** Why it is ready again after it waited, as a sentence; undefined where it did not. */
  readonly wokenBy: string | undefined
  /** Whether whoever has it took it by its number, out of its turn; false where nobody has it. */
  readonly byName: boolean
  readonly at: PlaceState
}

export type PlaceState =
  | { readonly state: 'ready' }
  | { readonly state: 'leased'; readonly holder: number; readonly until: Temporal.Instant }
  | { readonly state: 'parked'; readonly holder: number; readonly parkNo: number }
  | { readonly state: 'pended'; readonly holder: number; readonly wake: Wake; readonly waitingFor: string }
  | { readonly state: 'done' }

/** What wakes a case that waits. A day always does, so that nothing sleeps for ever; the others earlier. */
export type Wake =
  | { readonly on: 'date' | 'approval' | 'acknowledgement' }
  | { readonly on: 'mail' | 'file' | 'ledger'; readonly key: string }
  /** Of the letter that asks whom an item is held for. */
  | { readonly on: 'party'; readonly key: string }
  /** Of the question that is asked about it, see `questionKey`. */
  | { readonly on: 'answer'; readonly key: string }

export interface PlaceNote {
  readonly field: string
  readonly draft: Readonly<Record<string, unknown>>
  /** Everybody who wrote in it while they had the case, the last one last. */
  readonly by?: readonly number[]
}

/** Who has a place, whatever way; undefined for nobody. */
export function holderOf({ at }: QueuePlace): number | undefined {
  return 'holder' in at ? at.holder : undefined
}
