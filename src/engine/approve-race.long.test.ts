import { expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { type Approved, approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople } from './change-people.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import type { PeopleChange } from './people-change.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { recordAccounts } from './record-facts.ts'
import { resolveException } from './resolve-exception.ts'

const PROPOSALS = 500
const APPROVERS = 20
const [DECEASED = ''] = accountNumbers(1)
const at = engineOfEachTest([])

/** People who may post nothing alone, and approve what they like. */
async function addApprovers(engine: Engine): Promise<readonly Decider[]> {
  await openDesk(engine)
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const logins = Array.from({ length: APPROVERS }, (_, n) => `approver-${n}`)
  const held = await ask<{ skill: string }>(engine, 'select distinct skill from person_skill')
  const limit = (login: string, act: 'post' | 'approve', limitMinor: bigint): readonly PeopleChange[] =>
    (['act', 'day', 'payee', 'cluster'] as const).map(measure => {
      return { change: 'grant', hold: 'limit', of: { login }, act, measure, days: 1, limitMinor }
    })
  const changes = logins.flatMap((login): readonly PeopleChange[] => [
    { change: 'add_person', login, name: login, kind: 'human' },
    { change: 'grant', hold: 'role', role: 'sps', to: { login } },
    ...held.map(({ skill }) => ({ change: 'grant', hold: 'skill', skill, login }) as const),
    ...limit(login, 'post', 0n),
    ...limit(login, 'approve', 10n ** 15n),
  ])
  const changed = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, changes)
  expect(changed).toMatchObject({ outcome: 'changed' })
  const rows = await ask<{ id: number }>(engine, "select id from person where login like 'approver-%' order by id")
  return rows.map(({ id }) => ({ personId: id, session: 'stepped-up' }))
}

async function propose(engine: Engine, itemId: number, by: Decider): Promise<void> {
  const asked = { resolution: 'post' } as const
  const preview = await previewResolution(engine, { itemId, asked, by })
  if (preview.is === 'refused') throw new Error(preview.why)
  const order = { itemId, asked, by, previewSha256: preview.sha256 }
  expect(await resolveException(engine, order)).toMatchObject({ is: 'proposed' })
}

/** Asks again where the bucket's lock was waited for too long, as a client does that is told that it is busy: nothing was kept of it. */
async function insisting<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === '57014')) throw error
    }
  }
}

// Seen red with the state of a proposal read before its bucket is locked.
test('law: 500 proposals and 20 approvers who also made them, all at once: each approved once, by another, and none lost', async () => {
  const { engine, another } = at()
  const approvers = await addApprovers(engine)
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased', balanceMinor: 10_000_000 })])
  const some = entries(PROPOSALS, { accounts: [DECEASED] }).map(one => ({
    ...one,
    transactionCode: 27,
    amountMinor: 100,
  }))
  await receiveAndProcess(engine, { bytes: achFile([{ entries: some }]) })
  await openCases(engine)
  const items = await ask<{ id: number }>(engine, 'select id from exception order by id')
  expect(items).toHaveLength(PROPOSALS)
  for (const [n, { id }] of items.entries())
    await propose(engine, id, approvers[n % APPROVERS] ?? { personId: 0, session: 'stepped-up' })
  const proposals = await ask<{ shard: number; id: number; sha256: string }>(
    engine,
    "select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where state = 'proposed' order by id",
  )
  const engines = [engine, await another(), await another()]
  const answers: Approved[] = []
  const approveAll = async (by: Decider, nth: number) => {
    for (let n = 0; n < PROPOSALS; n++) {
      const { sha256, ...decision } = proposals[(n + nth * 7) % PROPOSALS] ?? { shard: 0, id: 0, sha256: '' }
      answers.push(await insisting(() => approveDecision(engines[nth % 3] ?? engine, { decision, by, sha256 })))
    }
  }
  await Promise.all(approvers.map(approveAll))
  const counted = (of: (one: Approved) => boolean) => answers.filter(of).length
  expect(counted(one => one.is === 'approved')).toBe(PROPOSALS)
  const refused = counted(one => one.is === 'refused' && /^not_(proposed|authorised)$/.test(one.refused))
  expect(refused).toBe(PROPOSALS * (APPROVERS - 1))
  const [stands] = await ask(
    engine,
    `select (select count(*) from decision where state = 'done') as done, (select count(*) from decision where approver_id = maker_id) as self,
       (select count(*) from event where kind = 'decision_made') as told, (select count(*) from item where state = 'posted') as posted,
       (select balance_minor from account where number = $1) as balance`,
    [DECEASED],
  )
  expect(stands).toEqual({
    ...{ done: PROPOSALS, self: 0, told: PROPOSALS, posted: PROPOSALS },
    balance: 10_000_000 - PROPOSALS * 100,
  })
  expect((await proveDay(engine)).problems).toEqual([])
})
