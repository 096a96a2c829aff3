import type { Equation as EquationJson, Tally as TallyJson, TallySum as TallySumJson } from '../contract/tally.ts'
import type { Equation } from '../core/completeness.ts'
import { exactJson } from '../core/exact-json.ts'
import type { Tally, TallySum } from '../core/tally.ts'

export function tallyJson(tally: Tally): TallyJson {
  return { count: tally.count, debit_minor: tally.debitMinor, credit_minor: tally.creditMinor }
}

/** The same of a sum over files or days. */
export function sumJson(sum: TallySum): TallySumJson {
  return { count: sum.count, debit_minor: exactJson(sum.debitMinor), credit_minor: exactJson(sum.creditMinor) }
}

export function equationJson(equation: Equation): EquationJson {
  const { terms } = equation
  return {
    holds: equation.holds,
    waiting: equation.waiting,
    received: sumJson(equation.received),
    terms: {
      posted: sumJson(terms.posted),
      returned: sumJson(terms.returned),
      adjusted: sumJson(terms.adjusted),
      forwarded: sumJson(terms.forwarded),
      rejected: sumJson(terms.rejected),
      in_work: sumJson(terms.in_work),
      suspended: sumJson(terms.suspended),
    },
  }
}

/** One line a source, in the order of their names. */
export function sourcesJson(bySource: ReadonlyMap<string, Equation>): { source: string; equation: EquationJson }[] {
  return [...bySource].map(([source, equation]) => ({ source, equation: equationJson(equation) }))
}
