import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder, isTest, nameOf, parseSource, projectSources, ROOT, type Source } from './source.ts'

/** `- **suspense position**: ...` in GLOSSARY.md is `suspense position` here. */
function nounsOf(text: string): readonly string[] {
  return [...text.matchAll(/^- \*\*([^*]+)\*\*: /gm)].map(match => match[1] ?? '')
}

/** Tables as the migrations make them; a partition is not one of its own. */
function tablesOf(sql: string): readonly string[] {
  const made = [...sql.matchAll(/\bcreate (?:unlogged )?table (?:if not exists )?(\w+)(?! partition of)\b/gim)]
  return made.map(match => match[1] ?? '')
}

/** Columns are words too: `shard` leads every key and is no table. */
function columnsOf(sql: string): readonly string[] {
  return [
    ...sql.matchAll(/^\s+(\w+)\s+(?:bigint|integer|smallint|text|date|timestamptz|jsonb|bytea|boolean)\b/gim),
  ].map(match => match[1] ?? '')
}

/** `SuspensePosition`, `suspense_position` and `suspense-position` are one word in three places. */
function spelled(noun: string): string {
  return noun.replaceAll(/[ _-]/g, '').toLowerCase()
}

/** What a reader would look for: the names of types and classes, of files, and of values that are the noun. */
function namesIn(source: Source): readonly string[] {
  const declared = source.syntax.filter(syntax =>
    /^(TSInterfaceDeclaration|TSTypeAliasDeclaration|ClassDeclaration|FunctionDeclaration)$/.test(syntax.type),
  )
  const file = source.path.replace(/^.*\//, '').replace(/\.tsx?$/, '')
  return [file, ...declared.map(syntax => nameOf(syntax.id))]
}

function findLostNouns(glossary: string, sources: readonly Source[], tables: readonly string[]): readonly string[] {
  const names = new Set([...sources.flatMap(namesIn), ...tables].map(spelled))
  return nounsOf(glossary)
    .filter(noun => !names.has(spelled(noun)))
    .map(noun => `${noun}: no type, file or table has this name. Use the word, or take it out of GLOSSARY.md.`)
}

function findUnexplainedTables(glossary: string, tables: readonly string[]): readonly string[] {
  const nouns = new Set(nounsOf(glossary).map(spelled))
  return tables
    .filter(table => !nouns.has(spelled(table)))
    .map(table => `${table}: this table has no line in GLOSSARY.md.`)
}

const glossary = readFileSync(join(ROOT, 'GLOSSARY.md'), 'utf8')
// migrate.ts makes the one table that has to be there before the first migration.
const files = [...filesUnder('db/migrations'), 'src/store/migrate.ts']
const sql = files.map(path => readFileSync(join(ROOT, path), 'utf8')).join('\n')
const tables = tablesOf(sql)

test('every word of the glossary is a type, a file or a table', () => {
  expect(
    findLostNouns(
      glossary,
      projectSources().filter(source => !isTest(source.path)),
      [...tables, ...columnsOf(sql)],
    ),
  ).toEqual([])
})

test('every table is in the glossary', () => {
  expect(tables.length).toBeGreaterThan(0)
  expect(findUnexplainedTables(glossary, tables)).toEqual([])
})

test('words are listed once', () => {
  const nouns = nounsOf(glossary)
  expect(nouns.filter((noun, index) => nouns.indexOf(noun) !== index)).toEqual([])
})

test('planted faults are found', () => {
  const sources = [parseSource('src/core/receipt.ts', 'export interface SuspensePosition {}')]
  const page = '- **receipt**: a.\n- **suspense position**: b.\n- **parcel**: c.\n- **event**: d.\n'
  expect(findLostNouns(page, sources, ['event'])).toHaveLength(1)
  expect(
    tablesOf(
      'create table event (\ncreate unlogged table part_chunk (\ncreate table event_default partition of event default;',
    ),
  ).toEqual(['event', 'part_chunk'])
  expect(findUnexplainedTables(page, ['event', 'parcel_claim'])).toEqual([
    'parcel_claim: this table has no line in GLOSSARY.md.',
  ])
})
