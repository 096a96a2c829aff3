import type { Resolution } from '../exception.ts'
import { ARGUMENTS, ARGUMENTS_OF } from './arguments.ts'
import type { ActNow, AskedNow } from './list-acts.ts'

/** What decides which ways out are open of a batch, file or claim that is held as a whole. */
export interface UnitActFacts {
  /** Those of its kind that are decided of such a thing. */
  readonly resolutions: readonly Resolution[]
  /** Who can be asked about it: a batch or file has no customer, and no bank is known that sent a debit to a claim. */
  readonly party: 'customer' | 'sender'
  /** Why nothing of it can be processed, as a sentence; undefined where its preview has to say it. */
  readonly whyNotProcessed: string | undefined
}

/** Every way out of it, as `listActs` lists an item’s: what each asks, and why the release is shut to everybody. Pure. */
export function listUnitActs({ resolutions, party, whyNotProcessed }: UnitActFacts): readonly ActNow[] {
  return resolutions.map(resolution => ({
    resolution,
    whyNot: resolution === 'release' ? whyNotProcessed : undefined,
    asks: asksOf(resolution, party),
  }))
}

function asksOf(resolution: Resolution, party: UnitActFacts['party']): readonly AskedNow[] {
  if (resolution === 'correct') return [POSTED_DEBIT]
  const { to, words } = ARGUMENTS_OF[resolution]
  return [
    ...(to === undefined
      ? []
      : [{ name: 'to', title: to, choices: [party], refused: [], most: undefined } satisfies AskedNow]),
    ...(words === undefined
      ? []
      : [
          {
            ...{ name: 'words', title: words },
            ...{ choices: undefined, refused: [], most: ARGUMENTS.words.most },
          } satisfies AskedNow,
        ]),
  ]
}

/** Of a claim: which posted debit it means. */
const POSTED_DEBIT: AskedNow = {
  ...{ name: 'item', of: 'fields', title: 'Number of the item that it means', expects: 'a posted debit’s number' },
  ...{ choices: undefined, refused: [], most: 20 },
}
