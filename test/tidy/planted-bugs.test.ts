import { expect, test } from 'vitest'
import { projectSources, type Source } from './source.ts'

/** A law, a simulated day or a torture: what such a test would miss, nothing else finds. */
const BIG = /^test\/sim\/|\.long\.test\.ts$/
const LAW = /['"`]law: /
const SEEN_RED = /\bseen red with\b|\bplanted bugs seen red\b/i

/** The test files of laws and bars in which no comment names a bug with which they were seen red. */
function unplanted(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(({ path, text }) => /\.test\.tsx?$/.test(path) && (BIG.test(path) || LAW.test(text)))
    .filter(({ comments }) => !comments.some(comment => SEEN_RED.test(comment.value)))
    .map(({ path }) => `${path}: plant a bug, see the test fail, and name the bug in a comment: “Seen red with …”.`)
}

// Seen red with two tortures: one without such a comment, and one whose comment said it in other words.
test('every test of a law or a bar names a bug with which it was seen red', () => {
  expect(unplanted(projectSources())).toEqual([])
})
