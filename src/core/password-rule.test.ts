import { expect, test } from 'vitest'
import { passwordFault } from './password-rule.ts'

// Seen red with the list compared with capitals, and with what stands behind a word left on.
test.each([
  ['short-one12', /at least 12/],
  ['x'.repeat(201), /at most 200/],
  ['aaaaaaaaaaaa', /repeats/],
  ['123456789012', /tried first/],
  ['Password1234!', /tried first/],
  ['2026Winter2026!', /tried first/],
  ['qwertyuiop12', /tried first/],
  ['the-ann-of-today', /login/],
])('%s is refused', (password, why) => {
  const fault = passwordFault(password, 'ann')
  expect(fault).toMatch(why)
  expect(fault).not.toContain(password)
})

test.each(['correct horse staple', 'ünder the bridge', 'k3-Vm9-ttQ-x1'])('%s will do', password => {
  expect(passwordFault(password, 'ann')).toBeUndefined()
})
