import { maskForms } from '../core/note/mask-forms.ts'
import { type MaskedValue, maskWords } from '../core/note/mask-words.ts'
import { accountsOfCase, sensitiveFindingsOfCase } from '../store/case-values.ts'
import type { Transaction } from '../store/database.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/**
 * Masks words about a case that are shown elsewhere too: they hold none of the numbers and names that people see masked at its
 * items, and no other number that has the form of an account or identification number.
 */
export async function maskCaseWords(
  engine: Engine,
  tx: Transaction,
  of: { readonly caseShard: number; readonly caseId: number },
): Promise<(words: string) => string> {
  const values = await maskedValuesOfCase(engine, tx, of)
  return words => maskForms(maskWords(words, values))
}

/** Numbers and names that people see masked at the items of a case. Accounts are asked of the core system, as pages ask it. */
export async function maskedValuesOfCase(
  engine: Engine,
  tx: Transaction,
  of: { readonly caseShard: number; readonly caseId: number },
): Promise<readonly MaskedValue[]> {
  const at = { orgShard: orgShardOf(engine), caseShard: of.caseShard, caseId: of.caseId }
  const accounts = await engine.coreSystem.accountsById(tx, await accountsOfCase(tx, at))
  return [
    ...accounts.map(({ number }) => ({ value: number, kind: 'account' }) as const),
    ...accounts.map(({ holderName }) => ({ value: holderName, kind: 'name' }) as const),
    ...(await sensitiveFindingsOfCase(tx, at)),
  ]
}
