/** What somebody says of being ready for work. */
export const PRESENCES = ['available', 'busy', 'wrap_up', 'break', 'away'] as const
export type Presence = (typeof PRESENCES)[number]

interface Capacity {
  /** Cases that they may have at once: in work, put aside, or given to them by name. What waits is in nobody's hands. */
  readonly casesMax: number
  readonly words: string
}

const CAPACITIES: Readonly<Record<Presence, Capacity>> = {
  // One in work, and the three that may lie aside for something urgent.
  available: { casesMax: 4, words: 'available' },
  // With somebody on the phone or at the counter: one case, and nothing beside it.
  busy: { casesMax: 1, words: 'busy' },
  // Finishes what is there: nothing new.
  wrap_up: { casesMax: 0, words: 'wrapping up' },
  break: { casesMax: 0, words: 'on a break' },
  away: { casesMax: 0, words: 'away' },
}

/** How somebody stands to their work at a moment. */
export interface Load {
  readonly presence: Presence
  /** Cases in work, put aside or given by name. */
  readonly holds: number
}

/** Completes `I am` and `somebody who is`. */
export function presenceWords(presence: Presence): string {
  return CAPACITIES[presence].words
}

export function takesWork(presence: Presence): boolean {
  return CAPACITIES[presence].casesMax > 0
}

/** Whether one case more fits. */
export function hasRoom({ presence, holds }: Load): boolean {
  return holds < CAPACITIES[presence].casesMax
}

/** Why no case more fits, and what would change it. */
export function whyNoRoom(who: 'You' | 'That person', { presence, holds }: Load): string {
  const { casesMax } = CAPACITIES[presence]
  const [are, have] = who === 'You' ? ['are', 'have'] : ['is', 'has']
  if (casesMax === 0) return `${who} ${are} ${presenceWords(presence)}: nothing new comes before ${saying(who)}.`
  const cases = casesMax === 1 ? 'case' : 'cases'
  return `${who} ${have} ${holds} of the ${casesMax} ${cases} that somebody who is ${presenceWords(presence)} may have: one has to be finished or let go first.`
}

function saying(who: 'You' | 'That person'): string {
  return who === 'You' ? 'you say that you are available' : 'they say that they are available'
}
