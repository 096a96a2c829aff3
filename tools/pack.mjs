// Plain JavaScript without dependencies, see install.mjs.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, root, runNpm } from './install.mjs'
import { run } from './run-node.mjs'
import { ensureWeb } from './web.mjs'

/**
 * `npm run pack`: the tarball from which the `clearday` command can be installed anywhere. It carries JavaScript, because Node
 * strips no types inside node_modules; `npm pack` alone would carry none, as this project's .npmrc lets no script run.
 */
export async function pack(node, args) {
  await ensureWeb(node)
  const dist = join(root, 'dist')
  for (const name of readdirSync(dist)) if (!name.startsWith('web')) rmSync(join(dist, name), { recursive: true })
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { code } = await run(node, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: ['ignore', 2, 2] })
  if (code !== 0) refuse('The package could not be built; what the compiler said stands above.')
  return { code: (await runNpm(['pack', ...args])).code, signal: null }
}
