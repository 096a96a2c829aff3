import { expect, test } from 'vitest'
import { withQueues } from '../core/work/queue-setting.ts'
import { PACKS } from '../packs/index.ts'
import { Config } from './config.ts'

// Seen red with the kinds of a setting left where their pack has them.
test('what is said of a queue stands, what is not said stays, and no other queue changes', () => {
  const { queues } = Config.parse({
    queues: [
      { queue: 'ach-funds', title: 'Debits', skill: 'payments', credential: 'aap', kinds: ['account-closed'] },
      { queue: 'checks-review', title: 'Large checks' },
    ],
  })
  const { ach, checks } = withQueues(PACKS, queues)
  const funds = { title: 'Debits', skill: 'payments', credential: 'aap', leastRole: 'aop' }
  expect(ach.queues).toEqual({ ...PACKS.ach.queues, 'ach-funds': funds })
  expect(checks.queues['checks-review']).toEqual({ ...PACKS.checks.queues['checks-review'], title: 'Large checks' })
  const moved = Object.entries(ach.kinds).filter(([name, { queue }]) => queue !== PACKS.ach.kinds[name]?.queue)
  expect(moved.map(([name, { queue }]) => [name, queue])).toEqual([['account-closed', 'ach-funds']])
  expect(checks.kinds).toEqual(PACKS.checks.kinds)
  expect(withQueues(PACKS, [])).toEqual(PACKS)
})
