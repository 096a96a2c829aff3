// `npm start`, `npm test` and the other scripts: installs what is missing, then runs the task on the pinned Node.
import { join } from 'node:path'
import { check } from './check.mjs'
import { ensureInstalled, refuse, root } from './install.mjs'
import { pack } from './pack.mjs'
import { become, leaveLike } from './run-node.mjs'
import { runTests } from './run-tests.mjs'
import { ensureWeb } from './web.mjs'

const [task, ...args] = process.argv.slice(2)

const TASKS = {
  start: async node => {
    await ensureWeb(node)
    await become(node, [join(root, 'src', 'main', 'clearday.ts'), 'start', ...args])
  },
  test: async node => {
    await ensureWeb(node)
    leaveLike(await runTests(node, ['pure', 'int', 'e2e'], args))
  },
  'test:long': async node => {
    await ensureWeb(node)
    leaveLike(await runTests(node, ['long'], args))
  },
  'test:store': async node => leaveLike(await runTests(node, ['int'], args)),
  check: async node => leaveLike(await check(node)),
  schema: node => become(node, [join(root, 'tools', 'write-golden.ts')]),
  pack: async node => leaveLike(await pack(node, args)),
  bench: node => become(node, [join(root, 'bench', 'run.ts'), ...args]),
}

if (!Object.hasOwn(TASKS, task ?? '')) refuse(`There is no task ${task}. Tasks: ${Object.keys(TASKS).join(', ')}.`)
await TASKS[task](await ensureInstalled())
