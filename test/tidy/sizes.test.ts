import { expect, test } from 'vitest'
import { isSyntax, nameOf, parseSource, place, projectSources, type Source, type Syntax } from './source.ts'

const FUNCTION_LINES_MAX = 70
const FILE_LINES_MAX = 400
const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']

function findTooLarge(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(source => !source.path.includes('.generated.'))
    .flatMap(source => [...largeFile(source), ...largeFunctions(source)])
}

function largeFile(source: Source): readonly string[] {
  const lines = source.text.trimEnd().split('\n').length
  return lines > FILE_LINES_MAX
    ? [`${source.path} has ${lines} lines; ${FILE_LINES_MAX} at most: split it by concept.`]
    : []
}

function largeFunctions(source: Source): readonly string[] {
  const groups = new Set(source.syntax.filter(isDescribe).flatMap(callee => callee.arguments))
  return source.syntax
    .filter(syntax => FUNCTIONS.includes(syntax.type) && !groups.has(syntax))
    .filter(syntax => linesOf(source, syntax) > FUNCTION_LINES_MAX)
    .map(
      syntax =>
        `${place(source, syntax.start)}: this function has ${linesOf(source, syntax)} lines; ${FUNCTION_LINES_MAX} at most: a function fits a screen.`,
    )
}

/** `describe` groups tests as a file does, and counts as one. */
function isDescribe(syntax: Syntax): syntax is Syntax & { readonly arguments: readonly unknown[] } {
  if (syntax.type !== 'CallExpression' || !isSyntax(syntax.callee)) return false
  const callee = syntax.callee.type === 'MemberExpression' ? syntax.callee.object : syntax.callee
  return nameOf(callee) === 'describe'
}

function linesOf(source: Source, syntax: Syntax): number {
  let lines = 1
  for (
    let at = source.text.indexOf('\n', syntax.start);
    at !== -1 && at < syntax.end;
    at = source.text.indexOf('\n', at + 1)
  )
    lines += 1
  return lines
}

test('functions fit a screen and files a sitting', () => {
  expect(findTooLarge(projectSources())).toEqual([])
})

const lines = (count: number) => 'work()\n'.repeat(count)

test.each([
  ['a function of 71 lines', `function long() {\n${lines(69)}}\n`],
  ['a method of 71 lines', `class Pool {\nopen() {\n${lines(69)}}\n}\n`],
  ['an arrow in an argument of 71 lines', `run(() => {\n${lines(69)}})\n`],
  ['a file of 401 lines', lines(401)],
])('%s is found', (_, text) => {
  expect(findTooLarge([parseSource('src/core/planted.ts', text)])).toHaveLength(1)
})

test.each([
  ['a function of 70 lines', `function long() {\n${lines(68)}}\n`],
  ['a file of 400 lines', lines(400)],
  ['a group of tests of 100 lines', `describe('all', () => {\n${lines(98)}})\n`],
])('%s is let through', (_, text) => {
  expect(findTooLarge([parseSource('src/core/planted.test.ts', text)])).toEqual([])
})
