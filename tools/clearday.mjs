#!/usr/bin/env node
// The `clearday` command: finds the Node that the project pins, installing it first when needed, and goes on in that.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, root } from './install.mjs'
import { become } from './run-node.mjs'

const node = await ensureInstalled()
// An installed package carries built JavaScript (tools/pack.mjs): Node does not strip types inside node_modules.
const built = join(root, 'dist', 'main', 'clearday.js')
const source = join(root, 'src', 'main', 'clearday.ts')
await become(node, [existsSync(source) ? source : built, ...process.argv.slice(2)])
