import { expect, test } from 'vitest'
import { dayNotRun } from './day-not-run.ts'

const day = { directory: 'monday', dataDir: 'data', missing: [], waiting: [] }

// Seen red with the words of many for one: `1 of the 1 file of monday have no receipt`.
test('a day that was not run says so in the right number', () => {
  expect(dayNotRun({ ...day, files: 1, missing: ['a.ach'] })).toBe(
    'the one file of monday has no receipt in data, it is a.ach: the day was not run there, or it was altered since; clearday run monday receives it',
  )
  expect(dayNotRun({ ...day, files: 3, missing: ['b.ach'] })).toBe(
    '1 of the 3 files of monday has no receipt in data, it is b.ach: the day was not run there, or it was altered since; clearday run monday receives it',
  )
  expect(dayNotRun({ ...day, files: 3, missing: ['a.ach', 'b.ach'], waiting: ['c.ach'] })).toBe(
    '2 of the 3 files of monday have no receipt in data, the first is a.ach: the day was not run there, or they were altered since; clearday run monday receives them',
  )
})

test('and one that was not run to its end', () => {
  expect(dayNotRun({ ...day, files: 1, waiting: ['a.ach'] })).toBe(
    'the one file of monday is not processed to the end, it is a.ach; clearday run monday ends it',
  )
  expect(dayNotRun({ ...day, files: 9, waiting: ['a.ach', 'b.ach'] })).toBe(
    '2 of the 9 files of monday are not processed to the end, the first is a.ach; clearday run monday ends them',
  )
  expect(dayNotRun({ ...day, files: 9 })).toBeUndefined()
})
