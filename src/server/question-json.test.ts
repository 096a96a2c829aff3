import { expect, test } from 'vitest'
import type { z } from 'zod'
import { ResolutionMeant } from '../contract/question.ts'
import { resolutionJson } from './question-json.ts'

/** One that says everything: a key that the contract gets has to be said here. */
const SAID = {
  ...{ resolution: 'hold', code: 'R14', term: 'final', to: 'sender', awaits: 'instruction', until: '2026-12-01T15:00' },
  ...{ recipient: 'Estates', answer: 'declined', fee: 'research', waiver: 'goodwill', words: 'They look for it.' },
} satisfies Required<z.infer<typeof ResolutionMeant>>

// Seen red with what a hold waits for, and until when, left out of what a question and its answer say.
test('what is proposed in a question, or named in its answer, says all that was said of it', () => {
  expect(Object.keys(SAID).toSorted()).toEqual(Object.keys(ResolutionMeant.shape).toSorted())
  expect(resolutionJson(ResolutionMeant.parse(SAID))).toEqual(SAID)
})
