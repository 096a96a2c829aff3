import { expect } from 'vitest'
import type { SupervisionLevel } from '../../src/core/authority/people-facts.ts'
import { changePeople } from '../../src/engine/change-people.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { ask } from './arrivals.ts'

/** Somebody's work on ACH is looked at like this from now on, as Sue says. `sharePercent`: of the level `share`. */
export async function supervise(
  engine: Engine,
  login: string,
  level: SupervisionLevel,
  sharePercent?: number,
): Promise<void> {
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const share = sharePercent === undefined ? {} : { sharePercent }
  const by = { person: sue?.id ?? 0, session: 'stepped-up' } as const
  const change = { change: 'grant', hold: 'supervision', login, workType: 'ach', level, ...share } as const
  expect(await changePeople(engine, by, [change])).toMatchObject({ outcome: 'changed' })
}
