import { randomBytes } from 'node:crypto'
import { ACT_NAMES, ruleOf } from '../core/authority/act.ts'
import { CHECK_CASES } from './check-cases.ts'
import { CHECK_CLOSED_DAYS } from './check-closed-days.ts'
import { CHECK_CROSS_ENTRIES } from './check-cross-entries.ts'
import { CHECK_DECISIONS, CHECK_LETTERS } from './check-decisions.ts'
import { CHECK_FEES } from './check-fees.ts'
import { CHECK_FORWARDED } from './check-forwarded.ts'
import { CHECK_LEFTOVERS } from './check-intake.ts'
import { checkItems } from './check-items.ts'
import { CHECK_ANSWERS, CHECK_OUTBOUND_FILES } from './check-outbound.ts'
import { CHECK_BALANCES, CHECK_EXCEPTIONS } from './check-suspense.ts'
import { CHECK_TRANSFERS } from './check-transfers.ts'
import { type Runner, rowsOf } from './statement.ts'

/** Each ties rows that say the same thing to one another, and gives a sentence for what differs, twenty at most. */
const CHECKS = [
  CHECK_EXCEPTIONS,
  CHECK_ANSWERS,
  CHECK_OUTBOUND_FILES,
  CHECK_LEFTOVERS,
  CHECK_TRANSFERS,
  CHECK_CASES,
  CHECK_LETTERS,
  CHECK_CROSS_ENTRIES,
  CHECK_CLOSED_DAYS,
  CHECK_FEES,
  CHECK_FORWARDED,
]

/** Acts that move no money. */
const WITHOUT_LIMITS = ACT_NAMES.filter(act => ruleOf(act).limits === 'none')

/** What states, money, exceptions, answers and files say of one another: one sentence for everything that differs. */
export async function crossCheck(run: Runner, orgShard: number): Promise<readonly string[]> {
  const problems = [...(await checkItems(run, orgShard, randomBytes(8).readBigInt64BE()))]
  for (const check of CHECKS)
    for (const { sentence } of await rowsOf<{ sentence: string }>(run, check, [orgShard])) problems.push(sentence)
  for (const { sentence } of await rowsOf<{ sentence: string }>(run, CHECK_DECISIONS, [orgShard, WITHOUT_LIMITS]))
    problems.push(sentence)
  return problems
}

/** The accounts whose balance their postings do not explain, a sentence each. */
export async function unexplainedBalances(run: Runner, orgShard: number): Promise<readonly string[]> {
  return (await rowsOf<{ sentence: string }>(run, CHECK_BALANCES, [orgShard])).map(row => row.sentence)
}
