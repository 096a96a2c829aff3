// Part of the pure ring's program: what a line `@ts-expect-error` stands over must not compile, the rest must. A ring that lets
// Node or a browser in has such lines that expect nothing, and does not compile either. See rings.test.ts.

// @ts-expect-error no file
import { readFileSync } from 'node:fs'

export const bytes = new Uint8Array(4)
export const day = Temporal.PlainDate.from('2026-02-27')

// @ts-expect-error no process
process.exit(1)
// @ts-expect-error no network
fetch('http://127.0.0.1')
// @ts-expect-error no console
console.log(readFileSync)
// @ts-expect-error no clock
setTimeout(() => {}, 1)
// @ts-expect-error nothing of the platform
new TextDecoder().decode(bytes)
// @ts-expect-error nothing of Node
Buffer.from(bytes)
// @ts-expect-error no clock
performance.now()
// @ts-expect-error no randomness
crypto.randomUUID()
// @ts-expect-error no page
document.title = 'here'
// @ts-expect-error nothing of the platform
new URL('http://127.0.0.1')
