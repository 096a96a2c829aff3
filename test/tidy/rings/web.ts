// Part of the web's program: what a line `@ts-expect-error` stands over must not compile, the rest must. See rings.test.ts.

// @ts-expect-error no file
import { readFileSync } from 'node:fs'

document.title = 'Clearday'
setTimeout(() => {}, 1)
export const answer = fetch('/api')

// @ts-expect-error no process
process.exit(1)
// @ts-expect-error nothing of Node
Buffer.from([])
// @ts-expect-error nothing of Node
setImmediate(readFileSync)
