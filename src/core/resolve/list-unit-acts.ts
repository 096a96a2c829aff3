import type { Resolution } from '../exception.ts'
import { ARGUMENTS, type Argument, type ArgumentName, neededOf } from './arguments.ts'
import type { ActNow, AskedNow } from './list-acts.ts'
import type { ForwardingFacts } from './resolution.ts'
import { whyForwarded } from './resolve-forward.ts'
import { isWithOthers } from './resolve-unit.ts'

/** What decides which ways out are open of a batch, file or claim that is held as a whole. */
export interface UnitActFacts {
  /** Those of its kind that are decided of such a thing. */
  readonly resolutions: readonly Resolution[]
  /** Who can be asked about it: a batch or file has no customer, and no bank is known that sent a debit to a claim. */
  readonly party: 'customer' | 'sender'
  /** Why nothing of it can be processed, as a sentence; undefined where its preview has to say it. */
  readonly whyNotProcessed: string | undefined
  /** The forwarding that runs; undefined for a claim, which is decided here. */
  readonly forwarding: ForwardingFacts | undefined
  /** Of what is over or short: why an end of it would book an amount twice; left out of all others. */
  readonly whyNotEnded?: ((way: 'adjust' | 'move') => string | undefined) | undefined
}

/** Every way out of it, as `listActs` lists an item’s: what each asks, and why one is shut to everybody. Pure. */
export function listUnitActs(facts: UnitActFacts): readonly ActNow[] {
  return facts.resolutions.map(resolution => ({
    resolution,
    whyNot: whyShut(resolution, facts),
    asks: asksOf(resolution, facts),
  }))
}

function whyShut(
  resolution: Resolution,
  { whyNotProcessed, forwarding, whyNotEnded }: UnitActFacts,
): string | undefined {
  const others = isWithOthers(resolution) ? undefined : whyForwarded(forwarding)
  if (others !== undefined) return others
  if (resolution === 'adjust' || resolution === 'move') return whyNotEnded?.(resolution)
  return resolution === 'release' ? whyNotProcessed : undefined
}

function asksOf(resolution: Resolution, { party, forwarding }: UnitActFacts): readonly AskedNow[] {
  if (resolution === 'correct') return [POSTED_DEBIT]
  const isForwarding = forwarding?.standing !== undefined
  const needed = neededOf(resolution, { isAdjusting: false, isForwarding, asksDays: false })
  const names = Object.entries({ ...needed, ...OF_OVER_SHORT[resolution] }) as [ArgumentName, string][] // their own keys
  return names.map(([name, title]) => {
    const argument: Argument = ARGUMENTS[name]
    const choices = argument.kind === 'choice' ? Object.keys(argument.choices) : undefined
    const most = argument.kind === 'text' ? argument.most : undefined
    return { name, title, choices: name === 'to' ? [party] : choices, refused: [], most }
  })
}

/** What is written as somebody ends what was over or short. */
const OF_OVER_SHORT: Readonly<Partial<Record<Resolution, { readonly words: string }>>> = {
  adjust: { words: 'What settled it' },
  move: { words: 'Why nobody settles it' },
}

/** Of a claim: which posted debit it means. */
const POSTED_DEBIT: AskedNow = {
  ...{ name: 'item', of: 'fields', title: 'Number of the item that it means', expects: 'a posted debit’s number' },
  ...{ choices: undefined, refused: [], most: 20 },
}
