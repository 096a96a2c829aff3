import { expect, test } from 'vitest'
import { clocksOf } from './clocks-of.ts'
import type { Effect } from './effect.ts'

const running = { rule: 'check-midnight', dueAt: '2026-11-24T05:00:00Z', oursAt: '2026-11-23T17:30:00Z' }
const none = { running, forwarded: undefined }
const effect = (state: Effect['exception']['state'], more: Partial<Effect> = {}): Effect => ({
  exception: { shard: 1, id: 7, state, resolution: 'post', code: '', closedAs: '' },
  ...{ item: undefined, legs: [], outbound: undefined, letters: [], ...more },
})
const told = (...args: Parameters<typeof clocksOf>) =>
  clocksOf(...args).map(({ does, of, rule, dueAt }) => [does, of, rule, dueAt].join(' ').replaceAll('  ', ' '))

// Seen red with the clock of what still has to leave told as stopped.
test('the exception’s own clock stops when it is closed, and runs on until what is decided has left', () => {
  const own = 'exception check-midnight 2026-11-24T05:00:00Z'
  expect(told(effect('closed'), none)).toEqual([`stops ${own}`])
  expect(told(effect('decided'), none)).toEqual([`runs on ${own}`])
  expect(told(effect('open'), none)).toEqual([`runs on ${own}`])
  expect(told(effect('closed'), { ...none, running: undefined })).toEqual([])
})

test('another clock takes its place, and a letter by a rule starts one of its own', () => {
  const runs = { rule: 'reg-e-investigate', dueAt: '2027-01-07T05:00:00Z', oursAt: '2027-01-07T05:00:00Z' }
  const { exception } = effect('open')
  const letter = { to: 'customer', words: 'x', language: 'en', amountMinor: 1 } as const
  const letters = [
    { ...letter, rule: 'reg-e-report', dueAt: '2026-11-27T05:00:00Z' } as const,
    { ...letter, rule: '', dueAt: '' } as const,
  ]
  expect(
    told({ ...effect('open', { letters }), exception: { ...exception, clock: { stops: running, runs } } }, none),
  ).toEqual([
    'stops exception check-midnight 2026-11-24T05:00:00Z',
    'starts exception reg-e-investigate 2027-01-07T05:00:00Z',
    'starts letter reg-e-report 2026-11-27T05:00:00Z',
  ])
})

// Seen red with the clock of a forwarding that is asked again left to run beside the new one.
test('who is asked again has a new clock, and who answered has none', () => {
  const forwarding = { recipient: 'wires', state: 'sent', chases: 1, acknowledgeBy: '2026-11-27T05:00:00Z' } as const
  const forwarded = '2026-11-25T05:00:00Z'
  expect(told(effect('open', { forwarding }), { running: undefined, forwarded })).toEqual([
    'stops forwarding 2026-11-25T05:00:00Z',
    'starts forwarding 2026-11-27T05:00:00Z',
  ])
  const answered = effect('closed', { forwarding: { ...forwarding, state: 'acknowledged' } })
  expect(told(answered, { running: undefined, forwarded })).toEqual(['stops forwarding 2026-11-25T05:00:00Z'])
  const hold = {
    party: 'customer',
    awaits: 'documents',
    until: '2026-11-24T15:00:00Z',
    endsBy: '',
    extensions: 0,
  } as const
  expect(told(effect('open', { hold }), { running: undefined, forwarded: undefined })).toEqual([
    'starts hold 2026-11-24T15:00:00Z',
  ])
})
