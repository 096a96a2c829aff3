import fc from 'fast-check'
import { expect, test } from 'vitest'
import { institutionCalendars } from '../calendar/calendars.ts'
import { keptUntil, leaseUntil } from './lease.ts'
import type { QueuePlace } from './place.ts'
import {
  type Acting,
  givenTo,
  holdsPlace,
  parked,
  pended,
  released,
  returned,
  skipped,
  unparked,
  woken,
} from './place-acts.ts'
import { takenByName } from './take-by-name.ts'
import { isWorkRefusal, type WorkRefusal } from './work-refusal.ts'

const START = Temporal.Instant.from('2026-11-23T15:00:00Z')
const PLACE: QueuePlace = {
  ...{
    shard: 1,
    caseShard: 1,
    caseId: 1,
    queue: 'q',
    readyAt: START,
    oursAt: undefined,
    fence: 0,
    skips: 0,
    forRole: 'aop',
  },
  ...{
    workedBy: [],
    workedOn: undefined,
    offeredTo: undefined,
    barred: [],
    note: undefined,
    wokenBy: undefined,
    byName: false,
    at: { state: 'ready' },
  },
}
const acting = (personId: number, fence: number, now: Temporal.Instant): Acting => ({
  personId,
  fence,
  now,
  today: '2026-11-23',
  zone: 'UTC',
})

const ACTS = ['claim', 'name', 'release', 'skip', 'pend', 'wake', 'park', 'unpark', 'give', 'return', 'wait'] as const
type Act = (typeof ACTS)[number]

/** What an act makes of the place, for whoever it is that acts; the place as it was where the act is not theirs to do. */
function after(place: QueuePlace, act: Act, by: Acting): QueuePlace {
  const { at } = place
  const next = (made: QueuePlace | WorkRefusal) => (isWorkRefusal(made) ? place : made)
  if (act === 'claim') {
    const isFree = at.state === 'ready' || (at.state === 'leased' && Temporal.Instant.compare(at.until, by.now) <= 0)
    return isFree
      ? {
          ...place,
          fence: place.fence + 1,
          byName: false,
          at: { state: 'leased', holder: by.personId, until: leaseUntil(by.now) },
        }
      : place
  }
  if (act === 'name') return next(takenByName(place, by))
  if (act === 'wake') return at.state === 'pended' ? woken(place, by.now, 'hand') : place
  if (act === 'unpark') return next(unparked(place, by))
  if (act === 'give') return at.state === 'done' ? place : givenTo(place, by.personId)
  if (act === 'return') return at.state === 'ready' ? place : returned(place, by.now)
  if (act === 'wait' || holdsPlace(place, by) !== undefined) return place
  if (act === 'release') return released(place, by)
  if (act === 'skip') return skipped(place, by, 'wrong_queue')
  if (act === 'park') return next(parked(place, by, { stack: [], note: { field: 'f', draft: {} } }))
  return next(pended(place, by, { wake: { on: 'date' }, at: by.now.add({ hours: 1 }), waitingFor: 'x' }))
}

// Seen red with the holder compared without the fence, with an unparked case of the old fence, and with what was given on still by name.
test('law: whatever happens to a case, at most one claim of it holds, one that was lost never holds again, and what nobody has is by nobody’s name', () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom(...ACTS), fc.integer({ min: 1, max: 3 }), fc.constantFrom(1, 40, 91)),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(steps, all => {
      let place = PLACE
      let now = START
      const lost = new Set<string>()
      let holding: string | undefined
      for (const [act, personId, seconds] of all) {
        now = now.add({ seconds })
        place = after(place, act, acting(personId, place.fence, now))
        const held: string[] = []
        for (const person of [1, 2, 3])
          for (let fence = 0; fence <= place.fence; fence++)
            if (holdsPlace(place, acting(person, fence, now)) === undefined) held.push(`${person}/${fence}`)
        expect(held.length).toBeLessThanOrEqual(1)
        expect(place.byName && !('holder' in place.at)).toBe(false)
        if (holding !== undefined && held[0] !== holding) lost.add(holding)
        expect(held[0] === undefined || !lost.has(held[0])).toBe(true)
        holding = held[0]
      }
    }),
    { numRuns: 1000 },
  )
})

// Seen red with the third skip alone sending it up, and not the sixth.
test.each([
  [1, 'aop'],
  [2, 'aop'],
  [3, 'ps'],
  [5, 'ps'],
  [6, 'sps'],
  [9, 'sps'],
])('after %d skips a case is for %s', (skips, forRole) => {
  let place = PLACE
  for (let n = 0; n < skips; n++) place = skipped(place, acting(n, 1, START), 'needs_specialist')
  expect(place).toMatchObject({ skips, forRole, at: { state: 'ready' } })
  expect(place.workedBy).toHaveLength(skips)
})

test('what is kept for somebody is kept until the same time of the next banking day', () => {
  const days = { institution: 'First Test Bank', zone: 'America/Chicago' }
  const at = { calendar: institutionCalendars(days).counters['ucc-banking-day'], zone: days.zone }
  const until = (heardAt: string) => keptUntil(Temporal.Instant.from(heardAt), at).toString()
  expect(until('2026-11-23T15:00:00Z')).toBe('2026-11-24T15:00:00Z')
  // Over Thanksgiving, and over a weekend.
  expect(until('2026-11-25T23:10:00Z')).toBe('2026-11-27T23:10:00Z')
  expect(until('2026-11-27T23:10:00Z')).toBe('2026-11-30T23:10:00Z')
})

// Seen red with the clock of the case left out, with no hour before it, with the last hour refused, and with what is late waiting on.
test.each<readonly [string, string | undefined, string, 'waits' | RegExp]>([
  ['no clock', undefined, '2031-01-01T09:00:00Z', 'waits'],
  ['a clock ahead, until an hour before it', '2026-11-23T20:02:00Z', '2026-11-23T19:02:00Z', 'waits'],
  [
    'a clock ahead, a second longer',
    '2026-11-23T20:02:00Z',
    '2026-11-23T19:02:01Z',
    /20:02, so it wakes by .* 19:02 at/,
  ],
  ['a clock ahead, for years', '2026-11-23T20:02:00Z', '2031-01-01T09:00:00Z', /leave here by .* 20:02/],
  ['less than an hour left, for a quarter of one', '2026-11-23T15:40:00Z', '2026-11-23T15:15:00Z', 'waits'],
  ['less than an hour left, longer', '2026-11-23T15:40:00Z', '2026-11-23T15:16:00Z', /by .* 15:15 at/],
  ['minutes left, past the clock', '2026-11-23T15:05:00Z', '2026-11-23T15:06:00Z', /by .* 15:05 at/],
  ['a clock that has passed, until the end of the day', '2026-11-23T14:59:00Z', '2026-11-24T00:00:00Z', 'waits'],
  [
    'a clock that has passed, longer',
    '2026-11-20T14:59:00Z',
    '2026-11-24T00:00:01Z',
    /had to .* 14:59, .*-24 00:00 at/,
  ],
])('a case with %s', (_, ours, until, comes) => {
  const place = { ...PLACE, oursAt: ours === undefined ? undefined : Temporal.Instant.from(ours) }
  const at = Temporal.Instant.from(until)
  const made = pended(place, acting(1, 0, START), { wake: { on: 'date' }, at, waitingFor: 'x' })
  if (comes === 'waits') expect(made).toMatchObject({ at: { state: 'pended' }, readyAt: at })
  else expect(made).toMatchObject({ refused: 'wake_too_late', detail: expect.stringMatching(comes) })
})
