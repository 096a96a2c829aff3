import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** The `clearday` command from the tarball that `npm run pack` makes, installed beside its dependencies in an empty folder. */
const ROOT = new URL('../..', import.meta.url).pathname
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'clearday-packed-'))
const installed = join(folder, 'node_modules', 'clearday')

beforeAll(async () => {
  await run(process.execPath, [join(ROOT, 'tools/bootstrap.mjs'), 'pack', '--pack-destination', folder])
  const tarball = readdirSync(folder).find(name => name.endsWith('.tgz')) ?? ''
  mkdirSync(installed, { recursive: true })
  await run('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1'])
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const clearday = (...args: readonly string[]) =>
  run(process.execPath, [join(installed, 'tools/clearday.mjs'), ...args], { cwd: folder })

// Seen red with: a package without its built JavaScript; the built files left out of package.json; npm ci called for in a package.
test('an installed package tells its version, makes a day and inspects a file of it', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect((await clearday('--version')).stdout).toBe(`${version}\n`)
  await clearday('simulate', '--seed', '3', '--items', '300', '--out', 'day')
  const [file = ''] = readdirSync(join(folder, 'day/files/history')) // history is without a fault
  const report = JSON.parse((await clearday('inspect', join('day/files/history', file), '--json')).stdout)
  expect(report).toMatchObject({ format: 'ach', fate: 'process' })
})

test('it carries the pages, the migrations and the API description, and no test and no source', () => {
  const files = readdirSync(installed, { recursive: true }).map(String)
  for (const needed of [
    'dist/web/index.html',
    'db/migrations/0001_day.sql',
    'db/distribute.sql',
    'openapi.json',
    'LICENSE',
  ])
    expect(files).toContain(needed)
  expect(files.filter(name => /\.tsx?$|\.test\.|^(src|test|bench)\//.test(name))).toEqual([])
})
