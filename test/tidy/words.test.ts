import { expect, test } from 'vitest'
import { isSyntax, nameOf, parseSource, place, projectSources, type Source, type Syntax } from './source.ts'

const PURE = /^src\/(core|formats|packs|simulate|contract)\//
const MAY_EXPORT_DEFAULT = /^src\/web\/pages\/|\.config\.ts$/
const VAGUE = /(^|[/.-])(utils?|helpers?|common|misc|manager|service)([/.-]|$)/

interface Ban {
  /** The kinds of syntax in which it may stand. */
  readonly of: readonly string[]
  readonly found: (syntax: Syntax, source: Source) => boolean
  readonly sentence: string
}

const isProduct = (source: Source) => PURE.test(source.path) && !source.path.endsWith('.test.ts')
const MEMBERS = ['MemberExpression', 'TSQualifiedName']
const isMember = (syntax: Syntax, object: string, property: string) =>
  nameOf(syntax.object ?? syntax.left) === object && nameOf(syntax.property ?? syntax.right) === property

const BANS: readonly Ban[] = [
  {
    of: ['Identifier'],
    found: (syntax, source) => syntax.name === 'Date' && isProduct(source),
    sentence: 'Date has no place in the pure ring: pass `now` as an Instant and days as PlainDate.',
  },
  {
    of: ['Identifier'],
    found: (syntax, source) => syntax.name === 'console' && isProduct(source),
    sentence: 'the pure ring prints nothing: return the sentence.',
  },
  {
    of: MEMBERS,
    found: (syntax, source) => isMember(syntax, 'Math', 'random') && isProduct(source),
    sentence: 'Math.random cannot be repeated: take randomness as an argument.',
  },
  {
    of: MEMBERS,
    found: (syntax, source) => isMember(syntax, 'Temporal', 'Now') && isProduct(source),
    sentence: 'Temporal.Now is a hidden clock: take `now` as an argument.',
  },
  {
    of: ['TSAnyKeyword'],
    found: () => true,
    sentence: '`any` switches the compiler off: say the type, or `unknown`.',
  },
  {
    of: ['ExportDefaultDeclaration'],
    found: (_, source) => !MAY_EXPORT_DEFAULT.test(source.path),
    sentence: 'a default export has no name of its own: export it by name.',
  },
  {
    of: ['ExportAllDeclaration', 'ExportNamedDeclaration'],
    found: (syntax, source) =>
      syntax.type === 'ExportAllDeclaration' || (isSyntax(syntax.source) && !isTypeTable(source)),
    sentence: 'a re-export hides where a thing lives: import it from its own file.',
  },
  { of: ['MemberExpression'], found: isOnly, sentence: '`.only` silences every other test.' },
  {
    of: ['CallExpression'],
    found: isSilentSkip,
    sentence: 'a skipped test says why: context.skip("needs ..."), or test.skipIf(...)("... (needs ...)").',
  },
]

/** One look at each piece of syntax of the project, which are a million. */
const BANS_OF = Map.groupBy(
  BANS.flatMap(ban => ban.of.map(type => ({ ...ban, type }))),
  ban => ban.type,
)

function findBanned(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(source => [...bannedSyntax(source), ...bannedComments(source), ...vagueName(source)])
}

function bannedSyntax(source: Source): readonly string[] {
  const found = source.syntax.flatMap(syntax =>
    (BANS_OF.get(syntax.type) ?? []).filter(ban => ban.found(syntax, source)).map(ban => ({ ...ban, syntax })),
  )
  if (found.length === 0) return []
  const keys = new Set(source.syntax.flatMap(namesThatReferToNothing))
  return found
    .filter(({ syntax }) => !keys.has(syntax))
    .map(({ syntax, sentence }) => `${place(source, syntax.start)}: ${sentence}`)
}

function bannedComments(source: Source): readonly string[] {
  const left = source.comments.filter(comment => /\b(TODO|FIXME|XXX|HACK)\b/.test(comment.value))
  return left.map(comment => `${place(source, comment.start)}: work left undone belongs in an issue, not in a comment.`)
}

function vagueName(source: Source): readonly string[] {
  return VAGUE.test(source.path) ? [`${source.path}: this name says nothing; name the file for what it exports.`] : []
}

/** `item.Date` and `{ Date: 1 }` are names of properties. */
function namesThatReferToNothing(syntax: Syntax): readonly unknown[] {
  if (syntax.computed === true) return []
  if (syntax.type === 'MemberExpression') return [syntax.property]
  return /^(Property|PropertyDefinition|MethodDefinition|TSPropertySignature)$/.test(syntax.type) ? [syntax.key] : []
}

/** Nothing yet needs a table of re-exported types; the contract's client may. */
function isTypeTable(source: Source): boolean {
  return source.path === 'src/contract/types.ts'
}

function isOnly(syntax: Syntax, source: Source): boolean {
  if (nameOf(syntax.property) !== 'only' || !source.path.includes('.test.')) return false
  return /^(test|it|describe|suite|bench)$/.test(nameOf(rootOf(syntax)))
}

/** `test.skip('name', ...)` and `test.todo` say nothing; a title or a note with one of a few words tells what is missing. */
function isSilentSkip(syntax: Syntax, source: Source): boolean {
  if (!source.path.includes('.test.') || !isSyntax(syntax.callee)) return false
  const args = Array.isArray(syntax.arguments) ? syntax.arguments.filter(isSyntax) : []
  const saysWhy = args.some(
    argument =>
      /needs|skipped|without|why/.test(source.text.slice(argument.start, argument.end)) &&
      !/Function/.test(argument.type),
  )
  const { callee } = syntax
  if (callee.type === 'MemberExpression' && /^(skip|todo)$/.test(nameOf(callee.property))) return !saysWhy
  const inner = callee.type === 'CallExpression' && isSyntax(callee.callee) ? callee.callee : undefined
  return inner?.type === 'MemberExpression' && /^(skipIf|runIf)$/.test(nameOf(inner.property)) && !saysWhy
}

function rootOf(syntax: Syntax): Syntax {
  return isSyntax(syntax.object) ? rootOf(syntax.object) : syntax
}

test('nothing of ours uses a banned word or construct', () => {
  expect(findBanned(projectSources())).toEqual([])
})

test.each([
  ['src/core/item.ts', 'const now = new Date()'],
  ['src/core/item.ts', 'export function late(at: Date) {}'],
  ['src/packs/ach/checks.ts', 'const draw = Math.random()'],
  ['src/core/item.ts', 'const now = Temporal.Now.instant()'],
  ['src/formats/x9/cut.ts', "console.log('here')"],
  ['src/engine/prove.ts', 'function prove(day: any) {}'],
  ['src/engine/prove.ts', 'export default function prove() {}'],
  ['src/engine/index.ts', "export * from './prove.ts'"],
  ['src/engine/index.ts', "export { prove } from './prove.ts'"],
  ['src/engine/prove.ts', '// TODO count the suspended'],
  ['src/engine/date-utils.ts', 'export const one = 1'],
  ['src/engine/helpers/prove.ts', 'export const one = 1'],
  ['src/engine/queue-manager.ts', 'export const one = 1'],
  ['src/core/item.test.ts', "test.only('adds', () => {})"],
  ['src/core/item.test.ts', "describe.concurrent.only('adds', () => {})"],
  ['src/core/item.test.ts', "test.skip('adds', () => {})"],
  ['src/core/item.test.ts', "test.skipIf(!corpora)('reads every file', () => {})"],
])('a planted violation is found: %s %s', (path, text) => {
  expect(findBanned([parseSource(path, text)])).toHaveLength(1)
})

test.each([
  ['src/core/item.ts', 'const label = { Date: 1 }; label.Date'],
  ['src/core/item.ts', 'const day: Temporal.PlainDate = Temporal.PlainDate.from(text)'],
  ['src/main/clearday.ts', 'console.log(new Date())'],
  ['src/core/item.test.ts', "test.skipIf(!corpora)('reads every file (needs CLEARDAY_CORPORA)', () => {})"],
  ['src/core/item.test.ts', "test('reads', context => context.skip('needs CLEARDAY_CORPORA'))"],
  ['vitest.config.ts', 'export default {}'],
])('what is right is let through: %s %s', (path, text) => {
  expect(findBanned([parseSource(path, text)])).toEqual([])
})
