import { expect, test } from 'vitest'
import { failureRefusal } from './failure-refusal.ts'

// Seen red with every error taken for a defect of ours, with every one for a database that is lost, with a full disk for one, and with a
// lock that was waited for too long taken for a defect.
test.each([
  [Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' }), 'storage_full'],
  [Object.assign(new Error('could not extend file'), { code: '53100' }), 'storage_full'],
  [Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' }), 'not_ready'],
  [new AggregateError([Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })]), 'not_ready'],
  [new Error('Connection terminated unexpectedly'), 'not_ready'],
  [Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' }), 'busy'],
  [Object.assign(new Error('deadlock detected'), { code: '40P01' }), 'busy'],
  [Object.assign(new Error('new row violates check constraint'), { code: '23514' }), undefined],
  [new TypeError('x is not a function'), undefined],
])('%s is %s', (error, refused) => {
  expect(failureRefusal(error)?.refused).toBe(refused)
})
