import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownPath } from './own-path.ts'

test.each(['/', '/exceptions?pack=ach', '/items/12#record', '/?a=//b', '/%2F%2Fevil.test'])('%s is ours', path => {
  expect(ownPath(path)).toBe(path)
})

test.each([
  undefined,
  '',
  'evil.test',
  '//evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  'https://evil.test/',
  'javascript:alert(1)',
  ' //evil.test',
  '/sign-in?back=/',
  `/${'a'.repeat(2000)}`,
])('%j leads to the first page', back => {
  expect(ownPath(back)).toBe('/')
})

// Seen red with the question for control characters taken out: '/\t/a' became //a.
test('law: whatever stands in a link, a browser stays with this server', () => {
  const tricky = fc.string({ unit: fc.constantFrom('/', '\\', '\t', '\n', '\r', 'a', '.', ':', '@', '?', '#', ' ') })
  fc.assert(
    fc.property(tricky, back => {
      expect(new URL(ownPath(back), 'https://clearday.bank.example/').origin).toBe('https://clearday.bank.example')
    }),
  )
})
