import { expect, test } from 'vitest'
import type { PlaceState, QueuePlace } from './place.ts'
import { takenByName } from './take-by-name.ts'
import { isWorkRefusal } from './work-refusal.ts'

const now = Temporal.Instant.from('2026-11-23T15:00:00Z')
const later = now.add({ minutes: 1 })

function place(at: PlaceState, offeredTo?: number): QueuePlace {
  return {
    ...{
      shard: 1,
      caseShard: 1,
      caseId: 7,
      queue: 'ach-accounts',
      readyAt: now,
      oursAt: undefined,
      fence: 4,
      skips: 0,
      forRole: 'aop',
    },
    ...{
      workedBy: [2],
      workedOn: '2026-11-23',
      offeredTo,
      barred: [],
      note: undefined,
      wokenBy: undefined,
      byName: false,
      at,
    },
  }
}

// Seen red with a case taken that somebody else works on.
test.each<readonly [string, QueuePlace, RegExp | 'taken']>([
  ['is ready, also where one worked on it today', place({ state: 'ready' }), 'taken'],
  ['is given to oneself', place({ state: 'ready' }, 2), 'taken'],
  ['is given to somebody else', place({ state: 'ready' }, 3), /given to somebody else/],
  ['is worked on', place({ state: 'leased', holder: 3, until: later }), /Somebody else works on it/],
  ['was worked on until the lease ran out', place({ state: 'leased', holder: 3, until: now }), 'taken'],
  ['is worked on by oneself', place({ state: 'leased', holder: 2, until: later }), /already/],
  ['lies aside with oneself', place({ state: 'parked', holder: 2, parkNo: 1 }), 'taken'],
  ['lies aside with another', place({ state: 'parked', holder: 3, parkNo: 1 }), /put it aside/],
  ['waits with oneself', place({ state: 'pended', holder: 2, wake: { on: 'date' }, waitingFor: 'a letter' }), 'taken'],
  ['waits with another', place({ state: 'pended', holder: 3, wake: { on: 'date' }, waitingFor: 'a letter' }), /waits/],
  ['is closed', place({ state: 'done' }), /closed/],
])('a case that %s', (_, of, comes) => {
  const taken = takenByName(of, { personId: 2, now })
  if (comes === 'taken')
    expect(taken).toMatchObject({ fence: 5, offeredTo: undefined, at: { state: 'leased', holder: 2 } })
  else expect(taken).toMatchObject({ refused: 'may_not_take', detail: expect.stringMatching(comes) })
})

// Seen red with what was given to oneself told as taken by name, and with what lay aside or waited told anew.
test('what is taken out of its turn is by name; what was given to oneself, or was in one’s hands, is as it was', () => {
  const byName = (of: QueuePlace) => {
    const taken = takenByName(of, { personId: 2, now })
    return isWorkRefusal(taken) ? undefined : taken.byName
  }
  const over = { state: 'leased', holder: 3, until: now } as const
  const aside = { state: 'parked', holder: 2, parkNo: 1 } as const
  const waits = { state: 'pended', holder: 2, wake: { on: 'date' }, waitingFor: 'a letter' } as const
  expect([place({ state: 'ready' }), place(over), place({ state: 'ready' }, 2)].map(byName)).toEqual([
    true,
    true,
    false,
  ])
  for (const at of [aside, waits])
    for (const was of [true, false]) expect(byName({ ...place(at), byName: was })).toBe(was)
})
