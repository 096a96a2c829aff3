// Plain JavaScript without dependencies, see install.mjs.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { root } from './install.mjs'
import { run } from './run-node.mjs'

/**
 * Runs the vitest projects and ends with one plain line that people and programs can read: `N passed, N failed`. What failed
 * stands just above it, a line each with the first line of why, and is added to the file that CLEARDAY_RED_TESTS names.
 */
export async function runTests(node, projects, args, reporter = 'default') {
  const folder = mkdtempSync(join(tmpdir(), 'clearday-tests-'))
  const report = join(folder, 'report.json')
  const reporters = [`--reporter=${reporter}`, '--reporter=json', `--outputFile.json=${report}`]
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const chosen = projects.flatMap(project => ['--project', project])
  const ended = await run(node, [vitest, 'run', ...chosen, ...reporters, ...args], { cwd: root })
  const { passed, failed, skipped, red } = count(report)
  rmSync(folder, { recursive: true, force: true })
  // A run that ends badly without a failed test (a file that does not load, a stray rejection) has failed all the same.
  const failures = failed === 0 && ended.code !== 0 ? 1 : failed
  if (skipped > 0) process.stdout.write(`${skipped} skipped, each with its reason above\n`)
  for (const test of red) process.stdout.write(`red: ${test}\n`)
  if (process.env.CLEARDAY_RED_TESTS)
    appendFileSync(process.env.CLEARDAY_RED_TESTS, red.map(test => `${test}\n`).join(''))
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
    const red = testResults.flatMap(redTests)
    return { passed: of('passed'), failed: of('failed'), skipped: states.length - of('passed') - of('failed'), red }
  } catch {
    return { passed: 0, failed: 0, skipped: 0, red: [] }
  }
}

function redTests(file) {
  const failed = file.assertionResults.filter(test => test.status === 'failed')
  const named = failed.map(test => [test.fullName, test.failureMessages?.[0]])
  if (file.status === 'failed' && failed.length === 0) named.push(['did not load', file.message])
  return named.map(([name, why]) => `${relative(root, file.name)} > ${name}: ${String(why ?? '').split('\n')[0]}`)
}
