import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { deadlinePage } from './deadline-page.ts'
import { RULES } from './rules.ts'

const PAGE = new URL('../../../docs/deadlines.md', import.meta.url)

describe('docs/deadlines.md', () => {
  // CLEARDAY_WRITE_DOCS=1 writes the page anew. Seen red with a count changed in a rule.
  it('says what the rules say', () => {
    const page = deadlinePage()
    if (process.env.CLEARDAY_WRITE_DOCS === '1') writeFileSync(PAGE, page)
    expect(readFileSync(PAGE, 'utf8'), 'run this test with CLEARDAY_WRITE_DOCS=1 to write the page').toBe(page)
  })

  it('has a row for every rule', () => {
    const page = deadlinePage()
    for (const id of Object.keys(RULES)) expect(page).toContain(`| \`${id}\` |`)
  })
})
