import { addToSum, NO_SUM, type TallySum } from '../tally.ts'
import {
  DRAWER_TERMS,
  type Drawer,
  type DrawerOutcome,
  type DrawerSum,
  type DrawerTerm,
  type HandOver,
  NOTHING,
  whyOff,
} from './drawer.ts'

/** A team as it was when its day ended, with everybody in it and in the teams below. */
export interface DayTeam {
  readonly id: number
  readonly name: string
  readonly members: readonly number[]
}

/** The drawers of a team’s people as one: what they handed to each other neither came to the team nor left it. */
export interface TeamDrawer extends Pick<Drawer, 'terms' | 'outcomes'> {
  readonly team: DayTeam
  /** What its people handed to each other: so much less did the team get, and hand on, than all of them. */
  readonly within: DrawerSum
}

/** Adds up the drawers of a team’s people, and takes out what they handed to each other. Undefined where none of them had anything. */
export function teamDrawer(
  team: DayTeam,
  drawers: readonly Drawer[],
  handOvers: readonly HandOver[],
): TeamDrawer | undefined {
  const members = new Set(team.members)
  const own = drawers.filter(drawer => members.has(drawer.personId))
  if (own.length === 0) return undefined
  const inside = handOvers.filter(({ from, to }) => members.has(from) && members.has(to))
  const names = Object.keys(DRAWER_TERMS) as readonly DrawerTerm[] // the keys of a constant
  const termOf = (name: DrawerTerm) => {
    const all = own.map(drawer => drawer.terms[name]).reduce(add, NOTHING)
    return inside.filter(one => one.out === name || one.in === name).reduce((sum, one) => less(sum, one.sum), all)
  }
  return {
    team,
    terms: Object.fromEntries(names.map(name => [name, termOf(name)])) as Drawer['terms'], // of every term
    outcomes: outcomesOf(own),
    within: inside.map(one => one.sum).reduce(add, NOTHING),
  }
}

/** Why a team’s drawer does not prove to zero; undefined where it does. */
export function whyTeamOff({ team, ...drawer }: TeamDrawer): string | undefined {
  return whyOff(drawer, `team ${team.name}`)
}

function outcomesOf(drawers: readonly Drawer[]): Drawer['outcomes'] {
  const outcomes = new Map<DrawerOutcome, TallySum>()
  for (const drawer of drawers)
    for (const [outcome, value] of drawer.outcomes)
      outcomes.set(outcome, addToSum(outcomes.get(outcome) ?? NO_SUM, value))
  return outcomes
}

function add(a: DrawerSum, b: DrawerSum): DrawerSum {
  return { cases: a.cases + b.cases, value: addToSum(a.value, b.value) }
}

function less(a: DrawerSum, { cases, value: { count, debitMinor, creditMinor } }: DrawerSum): DrawerSum {
  const value = { count: -count, debitMinor: -debitMinor, creditMinor: -creditMinor }
  return add(a, { cases: -cases, value })
}
