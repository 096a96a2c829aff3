import type { Decider } from '../../src/engine/authorise-decision.ts'
import { changePeople } from '../../src/engine/change-people.ts'
import { type CloseLedger, closeDay, type DayClosed } from '../../src/engine/close-day.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { ExportSigner } from '../../src/engine/export-audit.ts'
import { type DayReopened, reopenDay } from '../../src/engine/reopen-day.ts'
import { inWriteRequest } from '../../src/store/write-request.ts'
import { ask } from './arrivals.ts'
import { openDesk } from './desk.ts'

/** Two supervisors who may close days; Ann and Bob, senior, and Kim, an associate, who work on cases. */
export interface Closers {
  readonly sue: Decider
  readonly tom: Decider
  readonly ann: Decider
  readonly bob: Decider
  readonly kim: Decider
}

/** Nothing is signed outside the database, and whatever is to be signed is. */
export const TEST_LEDGER: CloseLedger & ExportSigner = {
  read: async () => ({ each: async () => ({ lines: 0, at: undefined, last: '0'.repeat(64), problems: [] }) }),
  lines: async () => (async function* () {})(),
  sign: text => `signed: ${text.length}`,
}

/** The first people of an institution: those of the desk, and one supervisor more. */
export async function openClosers(engine: Engine): Promise<Closers> {
  const { ann, bob, kim } = await openDesk(engine)
  const [sue] = await ask<{ id: number }>(engine, `select id from person where login = 'sue'`)
  const by = { person: sue?.id ?? 0, session: 'stepped-up' } as const
  const changed = await changePeople(engine, by, [
    { change: 'add_person', login: 'tom', name: 'tom', kind: 'human' },
    { change: 'grant', hold: 'role', role: 'supervisor', to: { login: 'tom' } },
  ])
  if (changed.outcome === 'refused') throw new Error(`tom was refused: ${changed.why}`)
  const closer = (personId: number): Decider => ({ personId, session: 'stepped-up' })
  return { ann, bob, kim, sue: closer(by.person), tom: closer(changed.ids[0] ?? 0) }
}

/** Closes a day in a request of its own. */
export function closeOn(
  engine: Engine,
  day: Temporal.PlainDate,
  by: Decider,
  ledger: CloseLedger = TEST_LEDGER,
): Promise<DayClosed> {
  return inWriteRequest(engine.database, engine.institution.orgId, tx => closeDay(engine, tx, { day, by }, ledger))
}

/** Opens a closed day again, in a request of its own. */
export function reopenOn(
  engine: Engine,
  day: Temporal.PlainDate,
  by: Decider,
  reason = 'a file came late',
): Promise<DayReopened> {
  return inWriteRequest(engine.database, engine.institution.orgId, tx => reopenDay(engine, tx, { day, by, reason }))
}
