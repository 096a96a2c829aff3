// Compiled with the pure ring: each line that ends in `shut` must fail, the others must not. See rings.test.ts.
import { readFileSync } from 'node:fs' // shut

export const bytes = new Uint8Array(4)
export const day = Temporal.PlainDate.from('2026-02-27')

process.exit(1) // shut
fetch('http://127.0.0.1') // shut
console.log(readFileSync) // shut
setTimeout(() => {}, 1) // shut
new TextDecoder().decode(bytes) // shut
Buffer.from(bytes) // shut
performance.now() // shut
crypto.randomUUID() // shut
document.title = 'here' // shut
new URL('http://127.0.0.1') // shut
