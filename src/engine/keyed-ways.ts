import { isCorrecting } from '../core/correction.ts'
import type { Resolution } from '../core/exception.ts'
import type { Question } from '../core/question/question.ts'
import { valuesAsked } from '../core/resolve/list-acts.ts'
import { depositorsOf } from './depositors.ts'
import type { Engine } from './engine.ts'
import { readCaseStory } from './read-case.ts'
import { readItem } from './read-item.ts'
import { valuesFactsOf } from './values-facts.ts'

/**
 * The way out that a question proposes, where an account, an amount or another value is keyed with it for the case's items: of that the
 * question keeps nothing ([decision 29](../../decisions/0029-a-question-lies-with-its-queue.md)).
 */
export async function keyedWays(
  engine: Engine,
  { caseShard, caseId, proposal }: Pick<Question, 'caseShard' | 'caseId' | 'proposal'>,
): Promise<ReadonlySet<Resolution>> {
  const way = proposal?.resolution
  if (way === undefined) return new Set()
  if (isCorrecting(way)) return new Set([way])
  // Those of one case are of one cause; what is held as a whole names no account and no amount.
  const [first] = (await readCaseStory(engine, { caseShard, caseId }))?.of.exceptions.filter(id => id > 0) ?? []
  const story = first === undefined ? undefined : await readItem(engine, first)
  if (story === undefined) return new Set()
  const severalDeposits = (await depositorsOf(engine, story)).length > 1
  return new Set(valuesAsked(way, valuesFactsOf(story, { severalDeposits })).length > 0 ? [way] : [])
}
