import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string }[]
}

/**
 * What axe finds wrong, a sentence each: of all its rules, or of those about colours where nothing else changed. axe is put into the
 * page by the tests, which the page's own policy forbids others.
 */
export async function findBarriers(on: Page, rules: 'all' | 'of colours' = 'all'): Promise<readonly string[]> {
  await on.evaluate(`'axe' in window || (() => { ${AXE} })()`)
  const chosen = rules === 'all' ? '' : `runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },`
  const found = await on.evaluate<readonly Violation[]>(
    `axe.run({ ${chosen} resultTypes: ['violations'] }).then(found => found.violations)`,
  )
  return found.map(
    one =>
      `${one.id}: ${one.help}: ${one.nodes
        .map(node => node.html)
        .slice(0, 3)
        .join(' ')}`,
  )
}
