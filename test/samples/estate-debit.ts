import type { Engine } from '../../src/engine/engine.ts'
import { openCases } from '../../src/engine/open-cases.ts'
import { recordAccounts } from '../../src/engine/record-facts.ts'
import { accountNumbers, achFile, entries } from './ach-files.ts'
import { anAccount, ask, receiveAndProcess } from './arrivals.ts'

/** Of which the debit is. */
export const [DECEASED = ''] = accountNumbers(1)

/** A debit to an account whose holder died, in a case of its queue: the item's number. */
export async function estateDebit(engine: Engine, amountMinor: number): Promise<number> {
  const id = await estateDebitWithoutCase(engine, amountMinor)
  await openCases(engine)
  return id
}

/** The same before its case opens. */
export async function estateDebitWithoutCase(engine: Engine, amountMinor: number): Promise<number> {
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased', balanceMinor: 10_000_000 })])
  const some = entries(1, { accounts: [DECEASED] }).map(one => ({ ...one, transactionCode: 27, amountMinor }))
  await receiveAndProcess(engine, { name: 'estate.ach', bytes: achFile([{ entries: some }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception')
  return row?.id ?? 0
}
