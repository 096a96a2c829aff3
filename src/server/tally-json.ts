import type { Equation as EquationJson, Tally as TallyJson } from '../contract/tally.ts'
import type { Equation } from '../core/completeness.ts'
import type { Tally } from '../core/tally.ts'

export function tallyJson(tally: Tally): TallyJson {
  return { count: tally.count, debit_minor: tally.debitMinor, credit_minor: tally.creditMinor }
}

export function equationJson(equation: Equation): EquationJson {
  const { terms } = equation
  return {
    holds: equation.holds,
    waiting: equation.waiting,
    received: tallyJson(equation.received),
    terms: {
      posted: tallyJson(terms.posted),
      returned: tallyJson(terms.returned),
      adjusted: tallyJson(terms.adjusted),
      forwarded: tallyJson(terms.forwarded),
      rejected: tallyJson(terms.rejected),
      in_work: tallyJson(terms.in_work),
      suspended: tallyJson(terms.suspended),
    },
  }
}

/** One line a source, in the order of their names. */
export function sourcesJson(bySource: ReadonlyMap<string, Equation>): { source: string; equation: EquationJson }[] {
  return [...bySource].map(([source, equation]) => ({ source, equation: equationJson(equation) }))
}
