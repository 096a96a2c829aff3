import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskForms } from './mask-forms.ts'
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

test.each([
  ['Is it the other one, 00 4455 6677?', 'Is it the other one, ••••••6677?'],
  ['her number is 078-05-1120.', 'her number is •••••1120.'],
  ['EIN 12-3456789', 'EIN •••••6789'],
  ['1,204.55 on 2026-11-23, 1234567.00 on 11/23/2026, R03', '1,204.55 on 2026-11-23, 1234567.00 on 11/23/2026, R03'],
  ['item 134217748 of receipt 2, trace 121042880012345', 'item 134217748 of receipt 2, trace 121042880012345'],
  ['case 1101-67108866 like items: 134217749', 'case 1101-67108866 like items: 134217749'],
  ['sent by 121042882', 'sent by 121042882'],
  ['account 121042882000', 'account ••••••••2000'],
])('in words that are shown elsewhere: %s', (words, shown) => {
  expect(maskForms(words)).toBe(shown)
})

// Seen red with runs of nine digits and more alone.
test('law: whoever’s account it is, a number of seven digits or more cannot be read out of words that are shown elsewhere', () => {
  const account = fc.stringMatching(/^[1-9][0-9]{6,16}$/).filter(number => number.length !== 9)
  fc.assert(
    fc.property(account, fc.array(fc.constantFrom('', '', ' ', '-'), { maxLength: 16 }), (number, gaps) => {
      const spelled = [...number].map((digit, n) => digit + (gaps[n] ?? '')).join('')
      fc.pre(!/^(19|20)\d{2}-[01]\d-[0-3]\d|^[01]?\d-[0-3]?\d-(19|20)\d{2}/.test(spelled))
      const shown = maskForms(`it is ${spelled.trim()}, I think`)
      expect(shown.replaceAll(/[ -]/g, '')).not.toContain(number)
    }),
  )
})
