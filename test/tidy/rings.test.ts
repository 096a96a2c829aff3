import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ROOT } from './source.ts'

// The programs extend the real ones, so they have to lie in the project for `extends` and packages to be found.
const folder = mkdtempSync(join(ROOT, 'test/tidy/rings/.program-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/**
 * Compiles a ring's own files together with one that reaches out of it, and tells on which of that one's lines the compiler
 * stopped. With the ring's files, because one import there of a package whose types bring Node along opens the ring for all.
 */
function linesThatFail(ring: 'pure' | 'web', settings = {}): readonly number[] {
  const base = join(ROOT, `tsconfig.${ring}.json`)
  const { include } = JSON.parse(readFileSync(base, 'utf8').replaceAll(/^\s*\/\/.*$/gm, ''))
  const program = join(folder, `${ring}.json`)
  const files = [`../${ring}.ts`, ...include.map((path: string) => `../../../../${path}`)]
  writeFileSync(
    program,
    JSON.stringify({
      extends: base,
      compilerOptions: settings,
      include: files,
      exclude: ['../../../../**/*.test.ts', '../../../../**/*.test.tsx'],
    }),
  )
  const tsc = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '--pretty', 'false', '-p', program],
    { encoding: 'utf8' },
  )
  const found = [...tsc.stdout.matchAll(new RegExp(`rings/${ring}\\.ts\\((\\d+),`, 'g'))].map(match => Number(match[1]))
  return [...new Set(found)].sort((a, b) => a - b)
}

function linesMarkedShut(ring: 'pure' | 'web'): readonly number[] {
  const lines = readFileSync(join(ROOT, `test/tidy/rings/${ring}.ts`), 'utf8').split('\n')
  return lines.flatMap((line, index) => (line.endsWith('// shut') ? [index + 1] : []))
}

test('nothing in the pure ring can reach a clock, a network, a file, a console or a page', () => {
  expect(linesThatFail('pure')).toEqual(linesMarkedShut('pure'))
})

test('nothing in the web can reach Node', () => {
  expect(linesThatFail('web')).toEqual(linesMarkedShut('web'))
})

test('a ring that lets Node in is found', () => {
  expect(linesThatFail('pure', { types: ['node'] }).length).toBeLessThan(linesMarkedShut('pure').length)
})
