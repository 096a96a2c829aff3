import { expect, test } from 'vitest'
import type { Candidate } from './next.ts'
import { cameFirst, countFor, whyThisSentence } from './why-this.ts'

const NOW = Temporal.ZonedDateTime.from('2026-11-23T09:00[America/Chicago]')
const at = (time: string) => NOW.withPlainTime(time).epochMilliseconds
const GOT: Candidate = {
  ...{
    shard: 1,
    caseShard: 1,
    caseId: 1,
    queue: 'plain',
    oursAt: at('14:30'),
    harmMinor: 120_455,
    openedAt: at('08:00'),
  },
  ...{ readyAt: 0, forRole: 'aop', workedBy: [], offeredTo: undefined, letWaitBy: undefined, barred: [] },
}
const CAME = 'the word of the second person; it waited for Sue'

// Seen red with the harm said where the clock had decided, and with what somebody let wait told as given by name.
test.each([
  [{}, { oursAt: at('15:10'), harmMinor: 1 }, undefined, 'due 14:30, before the next (15:10)'],
  [{}, { oursAt: undefined }, undefined, 'due 14:30, before the next (without a clock)'],
  [
    { harmMinor: 200_000 },
    { openedAt: 0 },
    undefined,
    'due 14:30 like the next, with more at stake (2,000.00; the next 1,204.55)',
  ],
  [
    { oursAt: undefined },
    { oursAt: undefined, openedAt: at('08:30') },
    undefined,
    'without a clock like the next, as much at stake, and here for longer (since 08:00)',
  ],
  [{}, {}, undefined, 'due 14:30 like the next, as much at stake and as long here'],
  [{}, undefined, undefined, 'due 14:30'],
  [{ offeredTo: 7 }, { oursAt: 0 }, undefined, 'given to you by name, so before all else; due 14:30'],
  [{ offeredTo: 7 }, { oursAt: 0 }, CAME, `yours again, so before all else (${CAME}); due 14:30`],
  [{ letWaitBy: 7 }, { oursAt: 0 }, CAME, `yours again, so before all else (${CAME}); due 14:30`],
  [{ letWaitBy: 8 }, { oursAt: at('15:10') }, CAME, 'due 14:30, before the next (15:10)'],
] as const)('it says what decided between the case and the next: %j, %j', (own, next, wokenBy, sentence) => {
  const got = { ...GOT, ...own }
  const otherwise = next === undefined ? undefined : { ...GOT, caseId: 2, ...next }
  const first = cameFirst({ got, otherwise }, { personId: 7, wokenBy })
  const oursAt = got.oursAt === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(got.oursAt)
  const why = { oursAt, first, behind: 2, isMore: false }
  expect(whyThisSentence(why, NOW)).toBe(`${sentence}, 2 others behind it`)
})

test.each([
  [0, false, 'no other behind it'],
  [1, false, 'one other behind it'],
  [500, true, '500 or more others behind it'],
  [0, true, 'others may be behind it'],
])('%i behind it, more: %j', (behind, isMore, words) => {
  const why = { oursAt: undefined, first: { by: 'alone' }, behind, isMore } as const
  expect(whyThisSentence(why, NOW)).toBe(`without a clock, ${words}`)
})

// Seen red with what one is not handed taken from everybody.
test('of what was counted each is told what they could be handed', () => {
  const plain = { queue: 'plain', forRole: 'aop', cases: 30, notTo: undefined } as const
  const counted = [
    plain,
    { ...plain, forRole: 'sps', cases: 10 },
    { ...plain, cases: 4, notTo: 7 },
    { ...plain, cases: 1, notTo: 8 },
    { ...plain, queue: 'other', cases: 500 },
  ] as const
  const who = { personId: 7, rank: 1, queues: new Set(['plain']) }
  expect(countFor(counted, who, 500)).toEqual({ behind: 26, isMore: false })
  expect(countFor(counted, { ...who, personId: 9, rank: 3 }, 40)).toEqual({ behind: 40, isMore: true })
})
