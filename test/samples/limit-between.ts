import { ACT_NAMES, type Act, ruleOf } from '../../src/core/authority/act.ts'
import { invariant } from '../../src/core/invariant.ts'
import { changePeople } from '../../src/engine/change-people.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { PeopleChange } from '../../src/engine/people-change.ts'
import { ask } from './arrivals.ts'

/** A bank in which Ann proposed something, and whoever manages its people. */
interface Bank {
  readonly engine: Engine
  readonly manager: number
}

/**
 * The same limits in both banks, between what waits in the one and in the other: of each act in which the sums differ Ann is over hers
 * in one of them with the largest of them more, and of what is about one item with two amounts Cleo approves the smaller. Kim may do
 * none of it alone. Throws where nothing differs.
 */
export async function limitBetween(banks: readonly Bank[]): Promise<void> {
  const [one = [], other = []] = await Promise.all(banks.map(({ engine }) => waitingIn(engine)))
  const limited = ACT_NAMES.filter(
    act => act !== 'waive' && ruleOf(act).limits === 'money' && ruleOf(act).group === 'deciding',
  )
  const acts = limited.filter(act => sumOf(one, act) !== sumOf(other, act))
  const twice = one.find(row => other.some(two => two.item === row.item && two.amount !== row.amount))
  invariant(acts.length > 0 && twice !== undefined, 'the banks differ in sums of an act, and in an amount')
  const least = Math.min(twice.amount, other.find(row => row.item === twice.item)?.amount ?? 0)
  const changes = [
    ...limited.map(act => limitOf('kim', { act, measure: 'act', limitMinor: 1n })),
    ...acts.map(act => {
      const most = Math.max(...[...one, ...other].map(row => (row.act === act ? row.amount : 0)))
      const limitMinor = BigInt(Math.min(sumOf(one, act), sumOf(other, act)) + most)
      return limitOf('ann', { act, measure: 'day', limitMinor })
    }),
    limitOf('cleo', { act: 'approve', measure: 'act', limitMinor: BigInt(least) }),
  ]
  for (const { engine, manager } of banks) {
    const changed = await changePeople(engine, { person: manager, session: 'stepped-up' }, changes)
    if (changed.outcome === 'refused') throw new Error(`the limits were refused: ${changed.why}`)
  }
}

type Limit = Extract<PeopleChange, { hold: 'limit'; change: 'grant' }>

function limitOf(login: string, limit: Pick<Limit, 'act' | 'measure' | 'limitMinor'>): Limit {
  return { change: 'grant', hold: 'limit', of: { login }, days: 1, ...limit }
}

type Waiting = { readonly item: number; readonly act: string; readonly amount: number }

function waitingIn(engine: Engine): Promise<readonly Waiting[]> {
  return ask<Waiting>(
    engine,
    "select exception_id as item, resolution as act, amount_minor as amount from decision where state = 'proposed'",
  )
}

function sumOf(rows: readonly Waiting[], act: Act): number {
  return rows.reduce((sum, row) => (row.act === act ? sum + row.amount : sum), 0)
}
