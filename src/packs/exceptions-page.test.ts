import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exceptionsPage } from './exceptions-page.ts'
import { PACKS } from './index.ts'

const PAGE = new URL('../../docs/exceptions.md', import.meta.url)
const packs = Object.values(PACKS)

describe('docs/exceptions.md', () => {
  // CLEARDAY_WRITE_DOCS=1 writes the page anew. Seen red with a sentence changed in a kind.
  it('says what the packs say', () => {
    const page = exceptionsPage(packs)
    if (process.env.CLEARDAY_WRITE_DOCS === '1') writeFileSync(PAGE, page)
    expect(readFileSync(PAGE, 'utf8'), 'run this test with CLEARDAY_WRITE_DOCS=1 to write the page').toBe(page)
  })

  it('names procedures that exist', () => {
    for (const pack of packs) {
      for (const [name, kind] of Object.entries(pack.kinds)) {
        const procedure = new URL(`./${pack.name}/procedures/${kind.procedure}.md`, import.meta.url)
        expect(existsSync(procedure), `${name}: ${procedure.pathname}`).toBe(true)
      }
    }
  })
})
