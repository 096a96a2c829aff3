import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskWords } from './mask-words.ts'

const VALUES = [
  { value: '0012345678', kind: 'account' },
  { value: 'Robin Miller', kind: 'name' },
  { value: '1042', kind: 'account' },
  { value: 'AB-99X7', kind: 'account' },
] as const

test.each([
  ['Called about 0012345678 today', 'Called about ••••••5678 today'],
  ['Called about 12345678', 'Called about ••••5678'],
  ['it is 00 1234 5678, I think', 'it is ••••••5678, I think'],
  ['it is 0012-345-678.', 'it is ••••••5678.'],
  ['trace121042880012345678end', 'trace••••••••5678end'],
  ['ROBIN  miller said so', '•••••••• said so'],
  ['number 1042 it was', 'number •••• it was'],
  ['on 10421 nothing', 'on 10421 nothing'],
  ['the ab-99x7 one', 'the •••99x7 one'],
  ['1,204.55 on 2026-11-23, R03', '1,204.55 on 2026-11-23, R03'],
])('%s', (words, shown) => {
  expect(maskWords(words, VALUES)).toBe(shown)
})

const digits = fc.stringMatching(/^[1-9][0-9]{5,16}$/)
// Seen red with digits compared as they were written, spaces and leading zeros among them.
test('law: however a number is written down, it cannot be read out of the words again', () => {
  fc.assert(
    fc.property(
      digits,
      fc.array(fc.constantFrom('', ' ', '-'), { maxLength: 16 }),
      fc.nat(3),
      (number, gaps, zeros) => {
        const written = '0'.repeat(zeros) + [...number].map((digit, n) => digit + (gaps[n] ?? '')).join('')
        const shown = maskWords(`their account ${written.trim()} was closed`, [{ value: number, kind: 'account' }])
        expect(shown.replaceAll(/[ -]/g, '')).not.toContain(number)
        expect(shown).toMatch(/^their account .*•.* was closed/)
      },
    ),
  )
})

const written = fc
  .array(fc.oneof(fc.stringMatching(/^[a-z,.]{1,8}$/), fc.stringMatching(/^[0-9]{1,18}$/)), { maxLength: 6 })
  .map(parts => parts.join(' '))
// Seen red with every long run of digits hidden.
test('law: words without any of the values stay as they were written', () => {
  fc.assert(
    fc.property(written, words => {
      expect(maskWords(words, [{ value: '987654321987654321987', kind: 'account' }])).toBe(words)
    }),
  )
})
