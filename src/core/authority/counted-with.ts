import { ACT_NAMES, type Act, ruleOf } from './act.ts'
import type { Measure } from './people-facts.ts'

/**
 * Every act whose sums are read for an act: its own, and those that its payee and its batch add up with. By day and for a reason each
 * act is added up alone.
 */
export function countedWith(act: Act): readonly Act[] {
  return TOGETHER.includes(act) ? TOGETHER : [act]
}

/** Whether what was done by another act counts in this one by the measure: to a payee and in a batch, whatever form it has. */
export function countsIn(measure: Measure, one: { readonly act: Act; readonly in: Act }): boolean {
  if (one.act === one.in) return true
  if (measure !== 'payee' && measure !== 'cluster') return false
  return TOGETHER.includes(one.act) && TOGETHER.includes(one.in)
}

/** Those that decide about an item’s amount. What is about a fee alone is of another size, and has limits of it. */
const TOGETHER: readonly Act[] = ACT_NAMES.filter(act => {
  const { group, limits } = ruleOf(act)
  return group === 'deciding' && limits === 'money' && act !== 'fee' && act !== 'waive'
})
