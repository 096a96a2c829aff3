import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './source.ts'

/**
 * Compiles a ring's own program, of which a file of `rings/` is a part, and tells the lines at which the compiler stopped. With
 * the ring's files, because one import there of a package whose types bring Node along opens the ring for all.
 */
function faultsOf(ring: 'pure' | 'web', ...settings: readonly string[]): readonly string[] {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const program = ['-p', `tsconfig.${ring}.json`, '--checkers', '1', '--pretty', 'false']
  const { stdout } = spawnSync(process.execPath, [tsc, ...program, ...settings], { cwd: ROOT, encoding: 'utf8' })
  return stdout.split('\n').filter(line => line !== '')
}

// `npm run check` leaves this file out: it compiles these very programs itself. Seen red with a file of src/contract that refers
// to Node's types: both rings were open.
test('nothing in the pure ring can reach a clock, a network, a file, a console or a page', () => {
  expect(faultsOf('pure')).toEqual([])
})

test('nothing in the web can reach Node', () => {
  expect(faultsOf('web')).toEqual([])
})

test('a ring that lets Node in is found', () => {
  const unused = faultsOf('pure', '--types', 'node').filter(fault => fault.startsWith('test/tidy/rings/pure.ts('))
  expect(unused.filter(fault => fault.includes("Unused '@ts-expect-error'")).length).toBeGreaterThan(5)
})
