import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder, ROOT } from './source.ts'

/** The machine's own variables and npm's, which mean here what they mean everywhere. */
const NOT_OURS = /^(PATH|SystemRoot|TEMP|npm_\w+)$/
const PAGE = 'docs/configuration.md'

/** Names of variables in the text of a program: ours wherever they stand, any other where the environment is asked for it. */
function variablesIn(text: string): readonly string[] {
  const ours = [...text.matchAll(/\b(?:CLEARDAY_[A-Z_]*[A-Z]|DATABASE_URL)\b/g)].map(match => match[0])
  const asked = [...text.matchAll(/\b(?:process\.env|environment)(?:\?\.|\.|\[')([A-Za-z_]\w*)/g)].map(
    match => match[1] ?? '',
  )
  const taken = [...text.matchAll(/\{([^{}]*)\}\s*=\s*(?:process\.env|environment)\b/g)].flatMap(match =>
    (match[1] ?? '').split(',').map(name => name.split(/[:=]/)[0]?.trim() ?? ''),
  )
  return [...new Set([...ours, ...asked, ...taken])].filter(name => name !== '' && !NOT_OURS.test(name))
}

/** `| \`NAME\` | meaning |` in the page's tables of variables. */
function documentedIn(page: string): readonly string[] {
  return [...page.matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map(match => match[1] ?? '')
}

function findUndocumented(text: string, page: string): readonly string[] {
  const documented = documentedIn(page)
  return variablesIn(text).filter(name => !documented.includes(name))
}

const page = readFileSync(join(ROOT, PAGE), 'utf8')
const programs = ['src', 'tools', 'test', 'bench', '.ci', 'vite.config.ts', 'vitest.config.ts']
  .flatMap(path => (/\.ts$/.test(path) ? [path] : filesUnder(path)))
  .filter(path => /\.(ts|tsx|mjs)$|^\.ci\//.test(path) && path !== 'test/tidy/environment.test.ts')
  .map(path => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))

// Seen red with the line of CLEARDAY_HOSTS taken out, and with LOG_LEVEL read beside CLEARDAY_LOG_LEVEL.
test('every variable that is read is in docs/configuration.md', () => {
  expect(programs.length).toBeGreaterThan(400)
  const missing = programs.flatMap(({ path, text }) =>
    findUndocumented(text, page).map(name => `${path}: ${name} has no line in ${PAGE}.`),
  )
  expect(missing).toEqual([])
})

// Seen red with a line for CLEARDAY_LOG_DEPTH.
test('every variable in docs/configuration.md is read', () => {
  const read = new Set(programs.flatMap(({ text }) => variablesIn(text)))
  expect(documentedIn(page).filter(name => !read.has(name))).toEqual([])
})

test.each([
  ['by its name', "environment.CLEARDAY_COLOR ?? 'none'"],
  ['by another’s', 'process.env.HTTP_PROXY'],
  ['in brackets', "process.env['NO_COLOR']"],
  ['taken apart', 'const { PATH, CLEARDAY_COLOR: color = "" } = process.env'],
  ['by a shell', 'echo "$' + '{CLEARDAY_COLOR:-none}"'],
])('a planted variable is found: %s', (_, text) => {
  expect(findUndocumented(text, '| `CLEARDAY_DATA` | where |')).toHaveLength(1)
})
