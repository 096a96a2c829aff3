import type { Equation } from '../completeness.ts'
import { exactJson } from '../exact-json.ts'
import { addToSum, NO_SUM, type TallySum } from '../tally.ts'
import type { Drawer } from './drawer.ts'
import type { TeamDrawer } from './team-drawer.ts'

/**
 * The signed list of a day that was closed: its head, the equation, the drawers, a line for everything that stays open, what that
 * adds up to, and the end with the SHA-256 of every byte before it, signed with the key of the signed heads. A line is JSON. The
 * SHA-256 of the whole list stands in the hash chain, so that the list proves itself by the key and the chain proves the list.
 */
export interface ListHead {
  readonly org: number
  /** YYYY-MM-DD. */
  readonly day: string
  /** The first, second … try at closing the day. */
  readonly no: number
  /** The moment that all of it is of. */
  readonly at: string
  /** `person 12`. */
  readonly by: string
  /** SHA-256 of the list that this one follows, of the same day closed before. */
  readonly before: string | null
}

/** How a thing that stays open stands. */
export const OPEN_STATES = {
  ready: 'in its queue',
  leased: 'being worked on',
  parked: 'put aside',
  pended: 'waiting',
  decided: 'decided, waiting for its file',
  policy: 'decided by a policy, waiting for its file',
} as const
export type OpenState = keyof typeof OPEN_STATES

/** One exception that stays open. */
export interface OpenLine {
  readonly shard: number
  readonly id: number
  readonly receipt: number
  readonly kind: string
  readonly case: readonly [shard: number, id: number] | null
  readonly count: number
  readonly debit_minor: number
  readonly credit_minor: number
  readonly state: OpenState
  /** `queue ach-returns`, `person 12 (ann)`, `policy ach-funds-returns`. */
  readonly whose: string
  /** A sentence. */
  readonly why: string
  /** YYYY-MM-DD. */
  readonly until: string
}

/** The value of everything open, by how it stands. */
export type OpenTotals = ReadonlyMap<OpenState, TallySum>

export interface ListEnd {
  /** Lines before this one. */
  readonly lines: number
  readonly open: number
  /** Of every byte before this line, as hex. */
  readonly sha256: string
}

export function listHeadLine({ org, day, no, at, by, before }: ListHead): string {
  return `${JSON.stringify({ day_close: 1, org, day, no, at, by, before })}\n`
}

/** @param of `all`, or the received day that it is of. */
export function listEquationLine(of: string, equation: Equation): string {
  const terms = Object.entries(equation.terms).map(([state, sum]) => [state, sumJson(sum)])
  const { waiting, received } = equation
  return `${JSON.stringify({ equation: of, waiting, received: sumJson(received), ...Object.fromEntries(terms) })}\n`
}

/** Who had what, got and handed on: the terms that are not zero. */
export function listDrawerLine({ personId, ...drawer }: Drawer): string {
  return `${JSON.stringify({ drawer: { person: personId, ...drawerJson(drawer) } })}\n`
}

/** The same of a team: its people’s, without what they handed to each other. */
export function listTeamDrawerLine({ team, within, ...drawer }: TeamDrawer): string {
  const { id, name, members } = team
  const inside = { cases: within.cases, ...sumJson(within.value) }
  return `${JSON.stringify({ team_drawer: { team: id, name, people: members, within: inside, ...drawerJson(drawer) } })}\n`
}

function drawerJson({ terms, outcomes }: Pick<Drawer, 'terms' | 'outcomes'>) {
  const named = Object.entries(terms).filter(([, { cases }]) => cases > 0)
  const sums = named.map(([term, { cases, value }]) => [term, { cases, ...sumJson(value) }])
  const came = [...outcomes].map(([outcome, value]) => [outcome, sumJson(value)])
  return { terms: Object.fromEntries(sums), outcomes: Object.fromEntries(came) }
}

export function listOpenLine(open: OpenLine): string {
  const { shard, id, receipt, kind, count, debit_minor, credit_minor, state, whose, why, until } = open
  const value = { count, debit_minor, credit_minor }
  return `${JSON.stringify({ open: { shard, id, receipt, kind, case: open.case, ...value, state, whose, why, until } })}\n`
}

/** A paper that came and waits for its case. */
export interface DocumentLine {
  /** As people write it. */
  readonly document: string
  readonly kind: string
  /** `person 12 (ann)`. */
  readonly whose: string
  /** A sentence. */
  readonly why: string
  /** YYYY-MM-DD. */
  readonly until: string
}

export function listDocumentLine({ document, kind, whose, why, until }: DocumentLine): string {
  return `${JSON.stringify({ waiting_document: { document, kind, whose, why, until } })}\n`
}

export function listTotalsLine(totals: OpenTotals): string {
  const states = Object.keys(OPEN_STATES) as readonly OpenState[] // the keys of a constant
  const rows = states.map(state => [state, sumJson(totals.get(state) ?? NO_SUM)])
  return `${JSON.stringify({ totals: Object.fromEntries(rows) })}\n`
}

/** The text under the signature of the last line. */
export function listEndText({ lines, open, sha256 }: ListEnd): string {
  return JSON.stringify({ end: { lines, open, sha256 } })
}

/** @param signature In base64. */
export function listEndLine(end: ListEnd, signature: string): string {
  return `${listEndText(end).slice(0, -1)},"signature":${JSON.stringify(signature)}}\n`
}

/** Adds up what stays open. */
export function addOpen(totals: Map<OpenState, TallySum>, { state, count, debit_minor, credit_minor }: OpenLine): void {
  const tally = { count, debitMinor: debit_minor, creditMinor: credit_minor }
  totals.set(state, addToSum(totals.get(state) ?? NO_SUM, tally))
}

function sumJson({ count, debitMinor, creditMinor }: TallySum) {
  return { count, debit_minor: exactJson(debitMinor), credit_minor: exactJson(creditMinor) }
}
