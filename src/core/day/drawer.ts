import { counted } from '../counted.ts'
import { addToSum, NO_SUM, type TallySum } from '../tally.ts'
import { type CaseStory, CaseWalk, type DrawerDay } from './case-walk.ts'

/**
 * A drawer is what one person had, got and handed on in a day: opening + received = decided + handed on + carried, in cases and in
 * what they are worth. It is walked from the events of places and never stored, so that handing out work writes nothing for it.
 */
export interface Drawer {
  readonly personId: number
  readonly terms: Readonly<Record<DrawerTerm, DrawerSum>>
  /** Of what was decided, what came of it. Adds up to `decided`. */
  readonly outcomes: ReadonlyMap<DrawerOutcome, TallySum>
}

/** Cases, and the items in them with their debits and credits apart. */
export interface DrawerSum {
  readonly cases: number
  readonly value: TallySum
}

/** What a case in a drawer did, and on which side of the equation it stands. */
export const DRAWER_TERMS = {
  opening: { side: 'in', title: 'Held at the start' },
  claimed: { side: 'in', title: 'Handed out from a queue' },
  by_number: { side: 'in', title: 'Taken by its number' },
  given: { side: 'in', title: 'Given by somebody' },
  unasked: { side: 'in', title: 'Decided without being taken' },
  decided: { side: 'out', title: 'Decided' },
  released: { side: 'out', title: 'Released' },
  skipped: { side: 'out', title: 'Skipped' },
  given_away: { side: 'out', title: 'Given to somebody else' },
  returned: { side: 'out', title: 'Returned while away' },
  lease_ended: { side: 'out', title: 'Lease ran out' },
  woken: { side: 'out', title: 'Woken, back in its queue' },
  ended: { side: 'out', title: 'Ended by other hands' },
  leased: { side: 'carried', title: 'Still being worked on' },
  parked: { side: 'carried', title: 'Still put aside' },
  pended: { side: 'carried', title: 'Still waiting' },
} as const
export type DrawerTerm = keyof typeof DRAWER_TERMS

/** What came of a decided exception. `waiting`: it leaves with a file. `undone`: it is open again. */
export const DRAWER_OUTCOMES = [
  'posted',
  'returned',
  'rejected',
  'adjusted',
  'forwarded',
  'waiting',
  'undone',
  'other',
] as const
export type DrawerOutcome = (typeof DRAWER_OUTCOMES)[number]

/** What went from one drawer into another without lying in its queue between, on which terms of each. */
export interface HandOver {
  readonly from: number
  readonly to: number
  readonly out: DrawerTerm
  readonly in: DrawerTerm
  readonly sum: DrawerSum
}

/** Gathers the drawers of a day case by case: memory grows with the people and not with their work. */
export class Drawers {
  readonly #day: DrawerDay
  readonly #sums = new Map<number, Map<DrawerTerm, DrawerSum>>()
  readonly #outcomes = new Map<number, Map<DrawerOutcome, TallySum>>()
  readonly #handOvers = new Map<string, HandOver>()
  readonly #differences: DrawerDifference[] = []

  constructor(day: DrawerDay) {
    this.#day = day
  }

  /** Walks a case from its first event to its last; what happened in the day is booked in drawers. Gives who decided it in the day. */
  add(story: CaseStory): readonly number[] {
    const booked: { person: number; term: DrawerTerm }[] = []
    const walk = new CaseWalk(story, this.#day, (person, term) => {
      this.#book(person, term, story.value)
      booked.push({ person, term })
    })
    const why = walk.run()
    this.#handOver(booked, story.value)
    for (const [personId, sentence] of why) this.#differences.push({ personId, sentence })
    return walk.deciders
  }

  /** What came of the exceptions of a case that this person decided. */
  addOutcome(personId: number, outcome: DrawerOutcome, value: TallySum): void {
    const own = this.#outcomes.get(personId) ?? new Map<DrawerOutcome, TallySum>()
    own.set(outcome, addToSum(own.get(outcome) ?? NO_SUM, value))
    this.#outcomes.set(personId, own)
  }

  /** Everybody who had something in the day, in order of id. */
  drawers(): readonly Drawer[] {
    return [...this.#sums.keys()]
      .sort((a, b) => a - b)
      .map(personId => ({
        personId,
        terms: this.#termsOf(personId),
        outcomes: this.#outcomes.get(personId) ?? new Map(),
      }))
  }

  /** What went from drawer to drawer, added up. */
  handOvers(): readonly HandOver[] {
    return [...this.#handOvers.values()]
  }

  /** Every case of which the events do not say what its place says, and every drawer whose sides differ. */
  differences(): readonly DrawerDifference[] {
    const off = this.drawers().flatMap(drawer => {
      const sentence = whyOff(drawer, `person ${drawer.personId}`)
      return sentence === undefined ? [] : [{ personId: drawer.personId, sentence }]
    })
    return [...this.#differences, ...off]
  }

  #book(person: number, term: DrawerTerm, value: TallySum): void {
    const own = this.#sums.get(person) ?? new Map<DrawerTerm, DrawerSum>()
    const sum = own.get(term) ?? NOTHING
    own.set(term, { cases: sum.cases + 1, value: addToSum(sum.value, value) })
    this.#sums.set(person, own)
  }

  #handOver(booked: readonly { person: number; term: DrawerTerm }[], value: TallySum): void {
    for (const [n, next] of booked.entries()) {
      const out = booked[n - 1]
      if (out === undefined || !isHandOver(out, next)) continue
      const key = `${out.person} ${out.term} ${next.person} ${next.term}`
      const before = this.#handOvers.get(key)?.sum ?? NOTHING
      const sum = { cases: before.cases + 1, value: addToSum(before.value, value) }
      this.#handOvers.set(key, { from: out.person, to: next.person, out: out.term, in: next.term, sum })
    }
  }

  #termsOf(personId: number): Drawer['terms'] {
    const own = this.#sums.get(personId)
    const names = Object.keys(DRAWER_TERMS) as readonly DrawerTerm[] // the keys of a constant
    return Object.fromEntries(names.map(term => [term, own?.get(term) ?? NOTHING])) as Drawer['terms']
  }
}

/** A case, or a drawer, that does not say what it should. */
export interface DrawerDifference {
  readonly personId: number | undefined
  readonly sentence: string
}

/** The terms on which a case leaves one person at once for another, each with those on which the other has it. */
const HANDED: Readonly<Partial<Record<DrawerTerm, readonly DrawerTerm[]>>> = {
  given_away: ['given', 'claimed', 'by_number', 'unasked'],
  lease_ended: ['claimed', 'by_number', 'unasked'],
  ended: ['unasked'],
}

/** Whether what was booked out of one drawer is what was booked into another next. */
function isHandOver(out: { person: number; term: DrawerTerm }, next: { person: number; term: DrawerTerm }): boolean {
  return out.person !== next.person && HANDED[out.term]?.includes(next.term) === true
}

export const NOTHING: DrawerSum = { cases: 0, value: NO_SUM }

/** What is in a drawer on one side. */
export function sideOf({ terms }: Pick<Drawer, 'terms'>, side: 'in' | 'out' | 'carried'): DrawerSum {
  const names = Object.keys(DRAWER_TERMS) as readonly DrawerTerm[] // the keys of a constant
  return names
    .filter(name => DRAWER_TERMS[name].side === side)
    .map(name => terms[name])
    .reduce((sum, one) => ({ cases: sum.cases + one.cases, value: addToSum(sum.value, one.value) }), NOTHING)
}

/** Why a drawer does not prove to zero; undefined where it does. `whose`: `person 3`. */
export function whyOff(drawer: Pick<Drawer, 'terms' | 'outcomes'>, whose: string): string | undefined {
  const [got, gone, kept] = [sideOf(drawer, 'in'), sideOf(drawer, 'out'), sideOf(drawer, 'carried')]
  const decided = [...drawer.outcomes.values()].reduce(addToSum, NO_SUM)
  const left = addToSum(gone.value, kept.value)
  if (got.cases !== gone.cases + kept.cases || !isSame(got.value, left))
    return `The drawer of ${whose} got ${wordsOf(got.value)} and gave or kept ${wordsOf(left)}.`
  if (isSame(decided, drawer.terms.decided.value)) return undefined
  return `What ${whose} decided are cases of ${wordsOf(drawer.terms.decided.value)}, and what came of them is ${wordsOf(decided)}.`
}

function isSame(a: TallySum, b: TallySum): boolean {
  return a.count === b.count && a.debitMinor === b.debitMinor && a.creditMinor === b.creditMinor
}

function wordsOf({ count, debitMinor, creditMinor }: TallySum): string {
  return `${counted(count, 'item')} with ${debitMinor} debit and ${creditMinor} credit`
}
