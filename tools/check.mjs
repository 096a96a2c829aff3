// Plain JavaScript without dependencies, see install.mjs.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './install.mjs'
import { runTests } from './run-tests.mjs'

/** What everybody runs before a commit: types of every program, lint and format side by side, then the tests that need nothing. */
export async function check(node) {
  const programs = ['tsconfig.json', 'tsconfig.pure.json', 'tsconfig.web.json'].filter(name =>
    existsSync(join(root, name)),
  )
  const modules = join(root, 'node_modules')
  const tsc = join(modules, 'typescript', 'bin', 'tsc')
  const biome = join(modules, '@biomejs', 'biome', 'bin', 'biome')
  const results = await Promise.all([
    ...programs.map(name => step(`types of ${name}`, node, [tsc, ...typesOf(name)])),
    step('lint and format', node, [biome, 'check', '--error-on-warnings', '--colors=off']),
  ])
  // Laws with all their cases are for `npm test`: what is run before every commit must not be skipped for its length.
  process.env.CLEARDAY_QUICK_LAWS = '1'
  const tests = await runTests(node, ['pure'], [], 'dot')
  return { code: results.every(code => code === 0) ? tests.code : 1, signal: tests.signal }
}

/** What did not change since the last check, by its hash, keeps its verdict: an error too is told again. */
function typesOf(program) {
  const known = join(root, 'node_modules', '.cache', 'types', `${program}.tsbuildinfo`)
  // The programs are checked side by side already: a second checker in one would do much of the first one's work again.
  return ['--pretty', 'false', '--checkers', '1', '-p', program, '--incremental', '--tsBuildInfoFile', known]
}

/** Runs one check; its output is shown only when it fails. */
function step(name, program, args) {
  const started = performance.now()
  return new Promise(resolve => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
    child.on('error', error => {
      output += error.message
      resolve(2)
    })
    child.on('close', code => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n${code === 0 ? '' : output}`)
      resolve(code ?? 1)
    })
  })
}
