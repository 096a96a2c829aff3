import { ACT_NAMES, ruleOf } from '../../src/core/authority/act.ts'
import { shardOf } from '../../src/core/bucket.ts'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import { changePeople } from '../../src/engine/change-people.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { ChangedBy, PeopleChange } from '../../src/engine/people-change.ts'
import { PACKS } from '../../src/packs/index.ts'
import { ask } from './arrivals.ts'

/** Three senior specialists who know every queue and whose limits no sample reaches; and Kim, an associate with the starting limits. */
export interface Desk {
  readonly ann: Decider
  readonly bob: Decider
  readonly cleo: Decider
  readonly kim: Decider
}

const QUEUES = Object.values(PACKS).flatMap(pack => Object.values(pack.queues))
const SKILLS = [...new Set(QUEUES.map(one => one.skill))]
const CREDENTIALS = [...new Set(QUEUES.flatMap(one => ('credential' in one ? [one.credential] : [])))]
const MONEY_ACTS = ACT_NAMES.filter(act => ruleOf(act).limits === 'money')
const LIMITLESS = 10n ** 15n

/** The first people of an institution; where there are some already, somebody who manages people adds these. */
export async function openDesk(engine: Engine, by: ChangedBy = 'operator'): Promise<Desk> {
  const until = engine.now().add({ hours: 24 * 365 })
  const joining = (login: string, role: 'sps' | 'aop'): readonly PeopleChange[] => [
    { change: 'add_person', login, name: login, kind: 'human' },
    { change: 'grant', hold: 'role', role, to: { login } },
    ...SKILLS.map(skill => ({ change: 'grant', hold: 'skill', skill, login }) as const),
    ...CREDENTIALS.map(credential => ({ change: 'grant', hold: 'credential', credential, login, until }) as const),
  ]
  const limits = (login: string): readonly PeopleChange[] =>
    MONEY_ACTS.flatMap(act =>
      (['act', 'day', 'payee', 'cluster'] as const).map(
        measure =>
          ({ change: 'grant', hold: 'limit', of: { login }, act, measure, days: 1, limitMinor: LIMITLESS }) as const,
      ),
    )
  const manager: readonly PeopleChange[] = [
    { change: 'add_person', login: 'sue', name: 'sue', kind: 'human' },
    { change: 'grant', hold: 'role', role: 'supervisor', to: { login: 'sue' } },
  ]
  const people = [
    ...joining('ann', 'sps'),
    ...joining('bob', 'sps'),
    ...joining('cleo', 'sps'),
    ...joining('kim', 'aop'),
    ...manager,
  ]
  const changed = await changePeople(engine, by, [...people, ...limits('ann'), ...limits('bob'), ...limits('cleo')])
  if (changed.outcome === 'refused') throw new Error(`the desk was refused: ${changed.why}`)
  return deskOf(engine)
}

/** The people of a desk that was opened. */
export async function deskOf(engine: Engine): Promise<Desk> {
  const rows = await ask<{ login: string; id: number }>(engine, 'select login, id from person where shard = $1', [
    shardOf(engine.institution.orgId, 0),
  ])
  const ids = new Map(rows.map(({ login, id }) => [login, id]))
  const decider = (login: string): Decider => ({ personId: ids.get(login) ?? 0, session: 'stepped-up' })
  return { ann: decider('ann'), bob: decider('bob'), cleo: decider('cleo'), kim: decider('kim') }
}
