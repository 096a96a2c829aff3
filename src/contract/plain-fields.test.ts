import { expect, test } from 'vitest'
import { ResolutionBody } from './decision.ts'
import { HeldResolutionBody } from './held.ts'
import { Day } from './plain-fields.ts'

// Seen red with the years 1 and 9999: the day before the first and the day after the last were defects.
test.each([
  ['1900-01-01', true],
  ['9998-12-31', true],
  ['0001-01-01', false],
  ['1899-12-31', false],
  ['9999-12-31', false],
  ['2026-02-30', false],
])('%s is a day that is asked about: %s', (day, isOne) => {
  expect(Day.safeParse(day).success).toBe(isOne)
})

// Seen red with any text: what was previewed was not what the database gave back, and no decision with such words ever came through.
test.each([
  ['Which account is it? 💶', true],
  ['cut in the middle of a sign: \ud83d', false],
  ['with NUL: \0', false],
  ['', false],
])('words that go out: %j', (words, areSome) => {
  for (const body of [ResolutionBody, HeldResolutionBody])
    expect(body.safeParse({ resolution: 'refer', to: 'sender', words }).success).toBe(areSome)
})
