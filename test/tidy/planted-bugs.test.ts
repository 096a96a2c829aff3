import { expect, test } from 'vitest'
import { parseSource, projectSources, type Source, type Syntax } from './source.ts'

/**
 * What such a file would miss, nothing else finds: a simulated day, a torture, the real database, server or browser; who may do what,
 * and how somebody is known to be who they say.
 */
const BIG =
  /^test\/(?:sim|e2e)\/|\.(?:int|long)\.test\.ts$|^src\/core\/authority\/|^src\/main\/(?:provider|relying)-|^test\/tidy\/acts-asked/
/** Holds a file that is made anew against its text: every other statement is red there. */
const GOLDEN = 'test/tidy/queries.int.test.ts'
const LAW = /^['"`]law: /
const SEEN_RED = /\bseen red with(?:out)?\b|\bplanted bugs? seen red\b/i

/** The tests of laws, and the files of bars, in which no comment names a bug with which they were seen red. */
function unplanted(sources: readonly Source[]): readonly string[] {
  const tests = sources.filter(({ path }) => /\.test\.tsx?$/.test(path))
  const files = tests.filter(
    source => BIG.test(source.path) && source.path !== GOLDEN && !isSeenRed(source, 0, source.text.length),
  )
  return [
    ...files.map(({ path }) => path),
    ...tests.flatMap(source =>
      lawsOf(source)
        .filter(law => !isPlanted(source, law))
        .map(law => `${source.path}: ${titleOf(source, law)}`),
    ),
  ].map(what => `${what}: plant a bug, see it fail, and name the bug in a comment: “Seen red with …”.`)
}

/** The titles of tests that begin with the word. */
function lawsOf({ text, syntax }: Source): readonly Syntax[] {
  return syntax.filter(
    ({ type, start }) => /^(?:Literal|TemplateLiteral)$/.test(type) && LAW.test(text.slice(start, start + 6)),
  )
}

function titleOf({ text }: Source, { start, end }: Syntax): string {
  return text.slice(start + 1, end - 1)
}

/** A comment stands before the statement of the test, after whatever comes before it, or within. */
function isPlanted(source: Source, law: Syntax): boolean {
  const around = source.syntax.findLast(
    ({ type, start, end }) => type === 'ExpressionStatement' && start <= law.start && law.end <= end,
  )
  if (around === undefined) return false
  const before = source.syntax.filter(({ type, end }) => /Statement$|Declaration$/.test(type) && end <= around.start)
  return isSeenRed(source, Math.max(0, ...before.map(one => one.end)), around.end)
}

function isSeenRed({ comments }: Source, from: number, to: number): boolean {
  return comments.some(({ value, start }) => from <= start && start < to && SEEN_RED.test(value))
}

// Seen red with two tortures: one without such a comment, and one whose comment said it in other words; with two laws in files in
// which another test had one; and with who asks for a proof without a bug, as ten files of authority, day close and sign-in were.
test('every test of a law, and every bar, of the database, the server, the browser and authority, names a bug with which it was seen red', () => {
  expect(unplanted(projectSources())).toEqual([])
})

test('a comment of one test says nothing of the next', () => {
  const text = "// Seen red with a sum of one.\ntest('law: it is two', () => {})\ntest('law: it is three', () => {})\n"
  expect(unplanted([parseSource('src/sums.test.ts', text)])).toEqual([expect.stringContaining('it is three')])
})
