import { expect, test } from 'vitest'
import { fewOrAll } from '../../../test/samples/few-or-all.ts'
import { latin1Text } from '../../core/latin1.ts'
import { createMemoryDay } from '../memory-day.ts'
import { simulateDay } from '../simulate-day.ts'

const PATH = 'files/ach/fed-advice.ach'

/** The text of the files of a small day. */
function filesOf(seed: number): (path: string) => string | undefined {
  const day = createMemoryDay()
  simulateDay({ seed, items: 200, imagesMax: 0, perKind: 1, day: Temporal.PlainDate.from('2026-06-16') }, day.out)
  return path => {
    const bytes = day.files.get(path)
    return bytes === undefined ? undefined : latin1Text(bytes)
  }
}

const DAYS = fewOrAll(12, 24)

test('one day in four has an advice, and a day without is as whole', () => {
  const days = Array.from({ length: DAYS }, (_, seed) => filesOf(seed + 1))
  const having = days.filter(file => file(PATH) !== undefined)
  expect(having.length).toBeGreaterThanOrEqual(DAYS / 8)
  expect(having.length).toBeLessThan(DAYS / 2)
  for (const file of days) expect(file('manifest.csv')?.includes(PATH)).toBe(file(PATH) !== undefined)
})

// Seen red with the truth taken from the last digit of the code, as it is of every other class.
test('the truth of an advice is that it moves nothing, each entry in the direction of its odd or even code', () => {
  const file = filesOf(4)
  const entries = (file(PATH) ?? '').split('\n').filter(record => record.startsWith('6'))
  const truth = (file('truth.csv') ?? '').split('\n').filter(row => row.startsWith(PATH))
  const expected = entries.map((record, seq) => {
    const direction = Number(record.slice(1, 3)) % 2 === 1 ? 'credit' : 'debit'
    const account = record.slice(12, 27).trim()
    return `${PATH},${seq},item,0,${account},${direction},${Number(record.slice(27, 39))},nothing,post,,`
  })
  expect(entries.length).toBeGreaterThanOrEqual(4)
  expect(truth.slice(1)).toEqual(expected)
})
