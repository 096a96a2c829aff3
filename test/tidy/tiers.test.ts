import { expect, test } from 'vitest'
import { type Import, isTest, parseSource, projectSources, resolveImport, type Source } from './source.ts'

/** What a folder may import: of ours as folders or files, `type` in front where only types may come; of npm's by package. */
interface Tier {
  readonly ours: readonly (string | RegExp)[]
  readonly npm: readonly string[]
  readonly node: 'yes' | 'no'
}

const smallCore = /^src\/core\/(fault|money|aba|invariant|latin1|join-bytes)\.ts$/
/** Writers and what they share with readers: layouts, code lists, character sets, the bitmap. Never what reads, so that truth is planted, not parsed. */
const formatWriters =
  /^src\/formats\/(.*\/)?(?!read|parse|decode|check)[^/]*(write|draw|layout|codes|record-types|ebcdic|bitmap)[^/]*\.ts$/
const web = [
  'react',
  'react-dom',
  '@tanstack/react-query',
  '@tanstack/react-router',
  '@tanstack/react-virtual',
  'react-aria-components',
  '@simplewebauthn/browser',
  'zod',
]
const ALL = 'src/'

/** The house's one table. A new row or word here is a decision: write it down in decisions/. */
const TIERS: Readonly<Record<string, Tier>> = {
  core: { ours: ['src/core/'], npm: [], node: 'no' },
  formats: { ours: ['src/formats/', smallCore], npm: [], node: 'no' },
  packs: { ours: ['src/packs/', 'src/core/', 'src/formats/'], npm: [], node: 'no' },
  simulate: { ours: ['src/simulate/', 'src/core/', formatWriters, 'type src/formats/'], npm: [], node: 'no' },
  contract: { ours: ['src/contract/', 'src/core/'], npm: ['zod'], node: 'no' },
  media: { ours: ['src/media/', 'src/core/', 'src/formats/'], npm: ['sharp', 'yauzl'], node: 'yes' },
  store: { ours: ['src/store/', 'src/core/'], npm: ['pg', 'pg-copy-streams'], node: 'yes' },
  engine: {
    ours: ['src/engine/', 'src/core/', 'src/store/', 'type src/packs/', 'type src/media/', 'type src/formats/'],
    npm: [],
    node: 'yes',
  },
  server: {
    ours: ['src/server/', 'src/core/', 'src/contract/', 'src/engine/', 'type src/store/'],
    npm: ['hono', '@hono/node-server', 'zod', 'pino', '@simplewebauthn/server', 'openid-client'],
    node: 'yes',
  },
  web: { ours: ['src/web/', 'src/core/', 'src/contract/'], npm: web, node: 'no' },
  main: { ours: [ALL], npm: ['pino', 'zod', 'csv-parse'], node: 'yes' },
}

/** Tests may import any of ours: they bring the parts together. */
function findForbiddenImports(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(source => source.path.startsWith('src/') && !isTest(source.path))
    .flatMap(source => source.imports.flatMap(found => forbidden(source.path, found)))
}

function forbidden(path: string, found: Import): readonly string[] {
  const folder = path.split('/')[1] ?? ''
  const tier = TIERS[folder]
  if (tier === undefined)
    return [`${path}: the folder src/${folder} is not in the tier table of test/tidy/tiers.test.ts.`]
  if (isAllowed(tier, path, found)) return []
  const kind = found.typeOnly ? 'types of ' : ''
  return [
    `${path} imports ${kind}'${found.from}'. ${folder} may import of ours ${said(tier.ours)}, of npm's ${said(tier.npm)}, of Node's ${tier.node === 'yes' ? 'all' : 'nothing'}.`,
  ]
}

function isAllowed(tier: Tier, path: string, found: Import): boolean {
  const target = resolveImport(path, found.from)
  if (target !== undefined) return tier.ours.some(rule => matches(rule, target, found.typeOnly))
  if (found.from.startsWith('node:')) return tier.node === 'yes'
  return tier.npm.some(name => found.from === name || found.from.startsWith(`${name}/`))
}

function matches(rule: string | RegExp, target: string, typeOnly: boolean): boolean {
  if (rule instanceof RegExp) return rule.test(target)
  return rule.startsWith('type ') ? typeOnly && target.startsWith(rule.slice(5)) : target.startsWith(rule)
}

function said(words: readonly (string | RegExp)[]): string {
  return words.length === 0 ? 'nothing' : words.map(word => (word instanceof RegExp ? word.source : word)).join(', ')
}

test('every file imports only what its folder may import', () => {
  expect(findForbiddenImports(projectSources())).toEqual([])
})

test.each([
  ['src/core/item.ts', "import { receipt } from '../store/receipt.ts'", 'core reaches down into store'],
  ['src/core/item.ts', "import { readFileSync } from 'node:fs'", 'core reads files'],
  ['src/formats/nacha/read.ts', "import type { Item } from '../../core/item.ts'", 'a format knows items'],
  [
    'src/simulate/day.ts',
    "import { readNacha } from '../formats/nacha/read-nacha.ts'",
    'the simulator reads with what it tests',
  ],
  ['src/engine/receive-file.ts', "import { ach } from '../packs/ach/pack.ts'", 'the engine knows one pack'],
  ['src/contract/items.ts', "import { z } from '@hono/zod-openapi'", 'the contract drags Node in'],
  ['src/web/pages/today.tsx', "export { receipt } from '../../engine/receive-file.ts'", 'a page calls a verb'],
  ['src/store/item.ts', "const chalk = await import('chalk')", 'an import at run time'],
  ['src/office/item.ts', "import '../core/item.ts'", 'a folder that is not in the table'],
])('a planted import is found: %s %s (%s)', (path, text) => {
  expect(findForbiddenImports([parseSource(path, text)])).toHaveLength(1)
})

test.each([
  ['src/formats/nacha/read.ts', "import { money } from '../../core/money.ts'"],
  ['src/engine/receive-file.ts', "import type { Pack } from '../packs/pack.ts'"],
  ['src/store/item.ts', "import { from } from 'pg-copy-streams'"],
  ['src/core/item.test.ts', "import { test } from 'vitest'"],
])('what the table allows is let through: %s %s', (path, text) => {
  expect(findForbiddenImports([parseSource(path, text)])).toEqual([])
})
