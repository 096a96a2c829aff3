// Plain JavaScript without dependencies, see install.mjs.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './install.mjs'
import { run } from './run-node.mjs'

/** Runs the vitest projects and ends with one plain line that people and programs can read: `N passed, N failed`. */
export async function runTests(node, projects, args, reporter = 'default') {
  const folder = mkdtempSync(join(tmpdir(), 'clearday-tests-'))
  const report = join(folder, 'report.json')
  const reporters = [`--reporter=${reporter}`, '--reporter=json', `--outputFile.json=${report}`]
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const chosen = projects.flatMap(project => ['--project', project])
  const ended = await run(node, [vitest, 'run', ...chosen, ...reporters, ...args], { cwd: root })
  const { passed, failed, skipped } = count(report)
  rmSync(folder, { recursive: true, force: true })
  // A run that ends badly without a failed test (a file that does not load, a stray rejection) has failed all the same.
  const failures = failed === 0 && ended.code !== 0 ? 1 : failed
  if (skipped > 0) process.stdout.write(`${skipped} skipped, each with its reason above\n`)
  process.stdout.write(`${passed} passed, ${failures} failed\n`)
  return failures > 0 && ended.code === 0 ? { code: 1, signal: null } : ended
}

function count(report) {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
    const states = testResults.flatMap(file => {
      const tests = file.assertionResults.map(test => test.status)
      return file.status === 'failed' && !tests.includes('failed') ? [...tests, 'failed'] : tests
    })
    const of = state => states.filter(found => found === state).length
    return { passed: of('passed'), failed: of('failed'), skipped: states.length - of('passed') - of('failed') }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}
