import { expect, test } from 'vitest'
import { batchExceptionId, fileExceptionId } from '../store/exception.ts'
import { failedFileExceptionId } from '../store/failed-file.ts'
import { exceptionBegins, exceptionWords } from './exception-words.ts'
import { itemId } from './item.ts'

// Seen red with the first batch taken for the file.
test.each([
  [itemId(2, 5), 'exception 134217733'],
  [batchExceptionId(63, 0), 'batch 1 of receipt 63'],
  [batchExceptionId(63, 999), 'batch 1000 of receipt 63'],
  [fileExceptionId(50), 'the file of receipt 50'],
  [failedFileExceptionId(7), 'what is left of receipt 7'],
  [failedFileExceptionId(7, 1_000), 'what is left of receipt 7'],
])('exception %d is told as %s', (id, words) => {
  expect(exceptionWords(id)).toBe(words)
  expect(exceptionBegins(id)).toBe(words.charAt(0).toUpperCase() + words.slice(1))
})
