// Compiled with the web: each line that ends in `shut` must fail, the others must not. See rings.test.ts.
import { readFileSync } from 'node:fs' // shut

document.title = 'Clearday'
setTimeout(() => {}, 1)
export const answer = fetch('/api')

process.exit(1) // shut
Buffer.from([]) // shut
setImmediate(readFileSync) // shut
