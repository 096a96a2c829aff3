import { openDayOnOrBefore } from '../core/calendar/calendar.ts'
import { CASE_ACTS, type CaseStory } from '../core/day/case-walk.ts'
import { DRAWER_OUTCOMES, type Drawer, type DrawerDifference, type DrawerOutcome, Drawers } from '../core/day/drawer.ts'
import { type TeamDrawer, teamDrawer, whyTeamOff } from '../core/day/team-drawer.ts'
import { type ActRow, actsOfCases, type CaseKey, outcomesOfCases, touchedCases } from '../store/drawer-acts.ts'
import type { Runner } from '../store/statement.ts'
import { teamsAt } from '../store/team.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/** The drawers of a banking day, and what of them does not prove to zero. */
export interface DayDrawers {
  readonly drawers: readonly Drawer[]
  /** Of the teams as they were when the day ended, or are now; a person of two teams is in both. */
  readonly teams: readonly TeamDrawer[]
  readonly differences: readonly DrawerDifference[]
}

/** Cases that are walked at once. */
const PAGE_CASES = 2_000
const KINDS: readonly string[] = CASE_ACTS

/**
 * Everybody’s drawers of a banking day, in the caller’s snapshot: from the events of the places of the queues, a bucket at a time.
 * A banking day begins when the one before it ended: what is done on a Saturday is in Monday’s drawer, as it is in Monday’s books.
 */
export async function dayDrawers(engine: Engine, tx: Runner, day: Temporal.PlainDate): Promise<DayDrawers> {
  const { zone, calendars } = engine.institution
  const first = openDayOnOrBefore(calendars.counters['ucc-banking-day'], day.subtract({ days: 1 })).add({ days: 1 })
  const startOf = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone: zone }).toInstant()
  const [from, ends, now] = [startOf(first), startOf(day.add({ days: 1 })), engine.now()]
  const until = Temporal.Instant.compare(now, ends) < 0 ? now : ends.subtract({ nanoseconds: 1 })
  const gathered = new Drawers({ from, until })
  for (const shard of shardsOf(queuesOf(engine).values())) {
    const cases = await touchedCases(tx, { shard, day: first.toString(), since: from, kinds: KINDS })
    for (let at = 0; at < cases.length; at += PAGE_CASES)
      await addCases(tx, gathered, shard, cases.slice(at, at + PAGE_CASES))
  }
  const drawers = gathered.drawers()
  const teams = await teamsAt(tx, orgShardOf(engine), until)
  const ofTeams = teams.flatMap(team => teamDrawer(team, drawers, gathered.handOvers()) ?? [])
  const off = ofTeams.map(whyTeamOff).filter(why => why !== undefined)
  const differences = [...gathered.differences(), ...off.map(sentence => ({ personId: undefined, sentence }))]
  return { drawers, teams: ofTeams, differences }
}

async function addCases(tx: Runner, gathered: Drawers, shard: number, cases: readonly CaseKey[]): Promise<void> {
  const decidedBy = new Map<string, readonly number[]>()
  const decided: CaseKey[] = []
  for (const rows of groupsOf(await actsOfCases(tx, { shard, cases, kinds: KINDS }))) {
    const [first] = rows
    const deciders = gathered.add(storyOf(first, rows))
    if (deciders.length === 0) continue
    decidedBy.set(keyOf(first), deciders)
    decided.push(first)
  }
  if (decided.length === 0) return
  for (const row of await outcomesOfCases(tx, decided)) {
    const value = { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor }
    for (const personId of decidedBy.get(keyOf(row)) ?? []) gathered.addOutcome(personId, outcomeOf(row), value)
  }
}

/** Rows of one case behind one another. */
function* groupsOf(rows: readonly ActRow[]): Generator<readonly [ActRow, ...ActRow[]]> {
  let group: [ActRow, ...ActRow[]] | undefined
  for (const row of rows) {
    if (group !== undefined && keyOf(group[0]) === keyOf(row)) {
      group.push(row)
      continue
    }
    if (group !== undefined) yield group
    group = [row]
  }
  if (group !== undefined) yield group
}

function keyOf({ case_shard: shard, case_id: id }: CaseKey): string {
  return `${shard}/${id}`
}

function storyOf(first: ActRow, rows: readonly ActRow[]): CaseStory {
  return {
    name: `${first.case_id} of queue ${first.queue}`,
    value: { count: first.items, debitMinor: BigInt(first.debit_minor), creditMinor: BigInt(first.credit_minor) },
    acts: rows.flatMap(row => {
      if (row.kind === null || row.at === null) return []
      const who = { by: row.person ?? undefined, to: row.given_to ?? undefined }
      return [{ kind: row.kind, at: instantOf(row.at), ...who, isByNumber: row.by_number === true }]
    }),
    place: {
      state: first.state,
      holder: first.holder ?? undefined,
      leaseUntil: first.lease_until === null ? undefined : instantOf(first.lease_until),
    },
  }
}

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}

function outcomeOf({
  state,
  closed_as: closedAs,
}: {
  readonly state: string
  readonly closed_as: string | null
}): DrawerOutcome {
  if (state === 'decided') return 'waiting'
  if (state === 'open') return 'undone'
  return DRAWER_OUTCOMES.find(outcome => outcome === closedAs) ?? 'other'
}
