import { expect, test } from 'vitest'
import type { PlaceState, QueuePlace } from './place.ts'
import { takenByName } from './take-by-name.ts'

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
    ...{ workedBy: [2], workedOn: '2026-11-23', offeredTo, barred: [], note: undefined, wokenBy: undefined, at },
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
