import { expect, test } from 'vitest'
import { clearday } from '../../test/samples/command-line.ts'
import { nameOf, projectSources, resolveImport, type Source, type Syntax } from '../../test/tidy/source.ts'

const sources = new Map(projectSources().map(source => [source.path, source]))

/** What a file asks for before its first line runs: neither types nor what is loaded when it is called. */
function askedFor(source: Source): readonly string[] {
  const body = source.program.body as readonly Syntax[] // a program's statements
  return body
    .filter(one => one.importKind !== 'type' && one.exportKind !== 'type')
    .map(one => nameOf(one.source))
    .filter(from => from !== '')
}

/** Every file and package that is loaded with `path`. */
function loadedWith(path: string, loaded = new Set<string>()): ReadonlySet<string> {
  loaded.add(path)
  const source = sources.get(path)
  for (const from of source === undefined ? [] : askedFor(source)) {
    const target = resolveImport(path, from) ?? from
    if (!loaded.has(target)) loadedWith(target, loaded)
  }
  return loaded
}

// Half a second on a quiet machine, so nothing is loaded before a command is called but what reads the call and tells a failure.
// Seen red with the fault of a configuration in config.ts, which brings zod and the calendars.
test('--version loads no command, no package and nothing of the database', async () => {
  const loaded = [...loadedWith('src/main/clearday.ts')]
  expect(loaded.filter(path => !/^src\/main\/[^/]+\.ts$|^node:/.test(path)).sort()).toEqual([
    'src/core/interruption.ts',
    'src/core/invariant.ts',
    'src/engine/accounts-missing.ts',
    'src/engine/original-altered.ts',
    'src/engine/read-otherwise.ts',
    'src/engine/sum-too-large.ts',
    'src/store/postgres/cannot-serve.ts',
    'src/store/table-without-month.ts',
  ])
  expect(loaded).not.toContain('src/main/config.ts')
  const ended = await clearday(['--version'])
  expect(ended).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' })
})

// Seen red with the plain text for both.
test('--version --json prints one JSON value', async () => {
  const ended = await clearday(['--version', '--json'])
  expect(JSON.parse(ended.out)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
})
