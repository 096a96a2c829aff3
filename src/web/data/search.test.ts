import { expect, test } from 'vitest'
import { auditSearch, dayCloseSearch, exceptionsSearch, todaySearch } from './search.ts'

// Seen red with every text taken for a day, and with a day past the end of its month taken for one of the next.
test.each(['garbage', 'zz', '20261120', 20261120, '2026-02-31', '2026-13-01', '2026-11-20T10:00', '1899-12-31', ''])(
  'a day that is none, %s, is left out of an address',
  day => {
    for (const search of [todaySearch, dayCloseSearch, auditSearch, exceptionsSearch])
      expect(search({ day, kind: undefined })).toEqual({})
  },
)

test('a day of the calendar stays, and what stands beside one that is none', () => {
  expect(todaySearch({ day: '2028-02-29' })).toEqual({ day: '2028-02-29' })
  expect(auditSearch({ day: 'zz', kind: 'file_received', subject: 12 })).toEqual({
    kind: 'file_received',
    subject: '12',
  })
})

// Seen red with moments not looked at.
test('a moment that is none is left out of an address', () => {
  expect(exceptionsSearch({ due_from: 'soon', due_by: '2026-11-23T22:00:00Z', exit_by: 'soon' })).toEqual({
    due_by: '2026-11-23T22:00:00Z',
  })
  expect(exceptionsSearch({ exit_by: '2026-11-23' })).toEqual({ exit_by: '2026-11-23' })
})
