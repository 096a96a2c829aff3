import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** One piece of syntax (ESTree, with TypeScript's additions). */
export interface Syntax {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** One file of ours, parsed. */
export interface Source {
  /** From the project's folder, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
  readonly program: Syntax
  /** Every piece of syntax of the file, outermost first. */
  readonly syntax: readonly Syntax[]
  readonly comments: readonly { readonly value: string; readonly start: number }[]
}

/** One import or re-export from another module. */
export interface Import {
  readonly from: string
  /** Imported names; `*` for a whole module, `default` for a default import. */
  readonly names: readonly string[]
  readonly typeOnly: boolean
}

const FOLDERS = ['src', 'test', 'bench', 'tools']
const LEFT_OUT = /^(node_modules|dist|coverage|\.git)$/

let parsed: readonly Source[] | undefined

/** Every TypeScript file of the project, except those that must not compile; parsed once for all tests of a process. */
export function projectSources(): readonly Source[] {
  parsed ??= parseProject()
  return parsed
}

function parseProject(): readonly Source[] {
  const paths = FOLDERS.flatMap(folder => filesUnder(folder)).filter(path => /\.tsx?$/.test(path))
  return paths
    .filter(path => !path.startsWith('test/tidy/rings/'))
    .map(path => parseSource(path, readFileSync(join(ROOT, path), 'utf8')))
}

/** The files under a folder of the project, in a fixed order. */
export function filesUnder(folder: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap(entry => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
    if (LEFT_OUT.test(entry.name) || path === 'data') return []
    return entry.isDirectory() ? filesUnder(path) : [path]
  })
}

export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  const root = program as unknown as Syntax // the parser's own types name every kind of node, we look at a few
  const syntax: Syntax[] = []
  collect(root, syntax)
  return { path, text, program: root, syntax, comments, imports: syntax.flatMap(importOf) }
}

function collect(value: unknown, into: Syntax[]): void {
  if (Array.isArray(value)) for (const one of value) collect(one, into)
  else if (isSyntax(value)) {
    into.push(value)
    for (const key in value) collect(value[key], into)
  }
}

/** 1-based line of a position. */
export function lineAt(source: Source, position: number): number {
  let line = 1
  for (let at = source.text.indexOf('\n'); at !== -1 && at < position; at = source.text.indexOf('\n', at + 1)) line += 1
  return line
}

/** `src/core/money.ts:12`: what an editor can jump to. */
export function place(source: Source, position: number): string {
  return `${source.path}:${lineAt(source, position)}`
}

export function isTest(path: string): boolean {
  return path.startsWith('test/') || /\.test\.tsx?$/.test(path)
}

/** The file a relative import means, from the project's folder; undefined for packages and Node's own modules. */
export function resolveImport(path: string, from: string): string | undefined {
  if (!from.startsWith('.')) return undefined
  return join(path, '..', from).replaceAll('\\', '/')
}

export function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** The text of a name or a string literal; empty for anything else. */
export function nameOf(value: unknown): string {
  if (!isSyntax(value)) return ''
  return typeof value.name === 'string' ? value.name : typeof value.value === 'string' ? value.value : ''
}

function importOf(syntax: Syntax): readonly Import[] {
  const from = nameOf(syntax.source)
  if (from === '') return []
  const typeOnly = syntax.importKind === 'type' || syntax.exportKind === 'type'
  if (syntax.type === 'ImportExpression' || syntax.type === 'ExportAllDeclaration')
    return [{ from, names: ['*'], typeOnly }]
  if (syntax.type !== 'ImportDeclaration' && syntax.type !== 'ExportNamedDeclaration') return []
  const specifiers = Array.isArray(syntax.specifiers) ? syntax.specifiers.filter(isSyntax) : []
  return [{ from, names: specifiers.map(specifierName), typeOnly }]
}

function specifierName(specifier: Syntax): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  if (specifier.type === 'ImportDefaultSpecifier') return 'default'
  return nameOf(specifier.type === 'ExportSpecifier' ? specifier.local : specifier.imported)
}
