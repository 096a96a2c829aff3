// Plain JavaScript without dependencies, see install.mjs.
import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, root } from './install.mjs'
import { run } from './run-node.mjs'

/** What the web is built from. */
const SOURCES = ['src/web', 'src/contract', 'src/core', 'vite.config.ts', 'package-lock.json']

/** Builds the web into dist/web when it is missing or older than what it is built from. */
export async function ensureWeb(node) {
  const stamp = join(root, 'dist', 'web.built')
  if (!existsSync(join(root, 'vite.config.ts')) || (existsSync(stamp) && statSync(stamp).mtimeMs > newest())) return
  if (!canWrite() && existsSync(stamp)) return // another user's checkout: what that user built has to do
  process.stderr.write('Building the web pages ...\n')
  const started = new Date()
  // Vite tells of its steps on standard output, which belongs to the task.
  const vite = [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']
  const { code } = await run(node, vite, { cwd: root, stdio: ['ignore', 2, 2] })
  if (code !== 0) refuse('The web pages could not be built; what Vite said stands above.')
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stamp, started.toISOString())
  utimesSync(stamp, started, started) // what changed while it was built is newer
}

function newest() {
  return Math.max(...SOURCES.map(name => newestIn(join(root, name))))
}

function newestIn(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newestIn(join(path, name))), found.mtimeMs)
}

function canWrite() {
  try {
    accessSync(root, constants.W_OK)
    return true
  } catch {
    return false
  }
}
