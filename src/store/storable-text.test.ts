import { expect, test } from 'vitest'
import { storableJson, storableParameter, storableText } from './storable-text.ts'

// Seen red: `storableText` that gives the text as it came; `storableJson` that replaces the escape in the JSON text.

test('a NUL becomes its sign, wherever the text stands', () => {
  expect(storableText('12\u0000345')).toBe('12␀345')
  expect(storableParameter(['a\0', ['b\0'], 7, null])).toEqual(['a␀', ['b␀'], 7, null])
  expect(JSON.parse(storableJson({ found: '12\0', list: ['\0'] }))).toEqual({ found: '12␀', list: ['␀'] })
})

test('what only looks like an escaped NUL stays as it is', () => {
  const value = { found: String.raw`C:\u0000` }
  expect(JSON.parse(storableJson(value))).toEqual(value)
})

test('half a surrogate pair becomes the sign for what cannot be read', () => {
  expect(JSON.parse(storableJson({ name: 'a\ud800' }))).toEqual({ name: 'a\ufffd' })
})
