import { expect, test } from 'vitest'
import {
  isSyntax,
  isTest,
  nameOf,
  parseSource,
  projectSources,
  resolveImport,
  type Source,
  type Syntax,
} from './source.ts'

/** Files that something else than an import starts, and those that stand beside the tests for them (`sample-…`, the laws of packs). */
const STARTED =
  /^src\/main\/clearday\.ts$|^src\/web\/(main|pages\/.*)\.tsx?$|\.config\.ts$|^test\/postgres\.ts$|^(bench|tools)\/[^/]*\.ts$|\/sample-[a-z-]+\.ts$|^src\/packs\/conformance\.ts$/

/**
 * Where a test is use enough: core is the rule book, whose rules stand with their proof before the verb that first asks them;
 * pages and the API description are written by their tests; a day in memory and the hand on a server are for tests alone.
 */
const TESTED = /^src\/core\/|-page\.ts$|\/openapi\.ts$|\/memory-day\.ts$|\/postgres\/serve\.ts$/

interface Export {
  readonly name: string
  readonly isType: boolean
}

/**
 * An export is used when a file that is no test imports it. What only a test imports must at least be used in its own file,
 * and so must a type that nobody imports: it is part of what the file's functions take and give.
 */
function findDeadExports(sources: readonly Source[]): readonly string[] {
  const uses = new Map<string, 'code' | 'test'>()
  for (const source of sources) noteUses(source, uses)
  return sources
    .filter(source => !isTest(source.path) && !STARTED.test(source.path))
    .flatMap(source =>
      exportsOf(source)
        .filter(found => isDead(source, found, uses))
        .map(found => `${source.path}: nobody uses ${found.name}. Delete it, or do not export it.`),
    )
}

function noteUses(source: Source, uses: Map<string, 'code' | 'test'>): void {
  const by = isTest(source.path) ? 'test' : 'code'
  for (const { from, names } of source.imports) {
    const target = resolveImport(source.path, from)
    for (const name of names) {
      const key = `${target} ${name}`
      if (uses.get(key) !== 'code') uses.set(key, by)
    }
  }
}

function isDead(source: Source, found: Export, uses: ReadonlyMap<string, 'code' | 'test'>): boolean {
  const use = uses.get(`${source.path} ${found.name}`) ?? uses.get(`${source.path} *`)
  if (use === 'code' || (use === 'test' && TESTED.test(source.path))) return false
  return use === undefined && !found.isType ? true : mentions(source, found.name) < 2
}

function mentions(source: Source, name: string): number {
  return source.syntax.filter(syntax => syntax.type === 'Identifier' && syntax.name === name).length
}

function exportsOf(source: Source): readonly Export[] {
  const statements = Array.isArray(source.program.body) ? source.program.body.filter(isSyntax) : []
  return statements.filter(statement => statement.type === 'ExportNamedDeclaration').flatMap(declared)
}

function declared(statement: Syntax): readonly Export[] {
  const { declaration, specifiers } = statement
  if (!isSyntax(declaration)) {
    return (Array.isArray(specifiers) ? specifiers : []).map(one => ({
      name: nameOf(one.exported),
      isType: statement.exportKind === 'type',
    }))
  }
  const isType = /^TS(Interface|TypeAlias)/.test(declaration.type)
  if (!Array.isArray(declaration.declarations)) return [{ name: nameOf(declaration.id), isType }]
  return declaration.declarations.map(one => ({ name: nameOf(one.id), isType: false }))
}

test('every export is used', () => {
  expect(findDeadExports(projectSources())).toEqual([])
})

const sources = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([path, text]) => parseSource(path, text))

test.each([
  ['a function nobody imports', { 'src/core/a.ts': 'export function add() {}' }],
  [
    'a constant nobody imports, though its file uses it',
    { 'src/core/a.ts': 'export const ONE = 1\nconst two = ONE + ONE' },
  ],
  [
    'a function that only its test knows',
    { 'src/store/a.ts': 'export function add() {}', 'src/store/a.test.ts': "import { add } from './a.ts'" },
  ],
  ['a type nobody mentions', { 'src/core/a.ts': 'export interface Sum {}' }],
])('%s is found', (_, files) => {
  expect(findDeadExports(sources(files))).toHaveLength(1)
})

test.each([
  [
    'an import elsewhere',
    { 'src/core/a.ts': 'export function add() {}', 'src/core/b.ts': "import { add } from './a.ts'" },
  ],
  [
    'a whole import elsewhere',
    { 'src/core/a.ts': 'export function add() {}', 'src/core/b.ts': "const a = await import('./a.ts')" },
  ],
  [
    'a type in a signature',
    {
      'src/core/a.ts': 'export interface Sum {}\nexport function add(): Sum {}',
      'src/core/b.ts': "import { add } from './a.ts'",
    },
  ],
  [
    'a part that is tested by itself',
    { 'src/core/a.ts': 'export function add() {}\nadd()', 'src/core/a.test.ts': "import { add } from './a.ts'" },
  ],
])('%s is a use', (_, files) => {
  expect(findDeadExports(sources(files))).toEqual([])
})
