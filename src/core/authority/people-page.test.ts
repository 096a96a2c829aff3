import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ACT_NAMES, type ActRule, ruleOf } from './act.ts'
import { roleNames } from './role.ts'

const PAGE = new URL('../../../docs/people.md', import.meta.url)
/** The table of the page: from its head to the empty line behind it. */
const TABLE = /\| what is done \|[^\n]*\n(?:\|[^\n]*\n)+/

const STEP_UP = { needed: 'each time', large: 'from 10,000.00 on', none: '' } as const

/** A row for each way in which acts are held, in the order of the acts, with all that are held so. */
function actsTable(): string {
  const rows = Map.groupBy(ACT_NAMES.map(ruleOf), how)
  const lines = [...rows].map(([cells, rules]) => `| ${rules.map(rule => rule.title).join(', ')} | ${cells} |`)
  return [
    '| what is done | by whom | limits | for somebody else | proof once more |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}

function how({ roles, kinds, limits, delegable, stepUp }: ActRule): string {
  // The role of an agent is held by service accounts too, for what they may do.
  const who = roleNames(roles.filter(role => role !== 'agent' || kinds.includes('agent')))
  const services = kinds.includes('service') ? '; service accounts' : ''
  return [who + services, limits === 'money' ? 'yes' : '', delegable === 'yes' ? 'yes' : '', STEP_UP[stepUp]].join(
    ' | ',
  )
}

// CLEARDAY_WRITE_DOCS=1 writes the table anew. Seen red with waivers of every associate.
test('docs/people.md says who does what', () => {
  const page = readFileSync(PAGE, 'utf8').replace(TABLE, actsTable())
  if (process.env.CLEARDAY_WRITE_DOCS === '1') writeFileSync(PAGE, page)
  expect(page).toContain(actsTable())
  expect(readFileSync(PAGE, 'utf8'), 'run this test with CLEARDAY_WRITE_DOCS=1 to write the page').toBe(page)
})
