import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import type { BulkSelection } from '../../src/engine/bulk-selection.ts'
import { type BulkBegun, commitBulkWithin } from '../../src/engine/commit-bulk.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { previewBulk } from '../../src/engine/preview-bulk.ts'
import { recordAccounts } from '../../src/engine/record-facts.ts'
import { inWriteRequest } from '../../src/store/write-request.ts'
import { accountNumbers, achFile, entries } from './ach-files.ts'
import { anAccount, receiveAndProcess } from './arrivals.ts'

const ESTATES = accountNumbers(20, 500)
const DECEASED: BulkSelection = { by: 'exceptions', filter: { kind: 'account-deceased' } }

/** Entries of so many accounts whose holders died, each worth so many cents and more. */
export async function estates(
  engine: Engine,
  count: number,
  of: { from?: number; amountMinor?: number } = {},
): Promise<void> {
  await recordAccounts(
    engine,
    ESTATES.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  const { from = 0, amountMinor } = of
  const list = entries(count, { accounts: ESTATES, from })
  const worth = amountMinor === undefined ? list : list.map(one => ({ ...one, amountMinor }))
  await receiveAndProcess(engine, { name: `estates-${from}.ach`, bytes: achFile([{ entries: worth }]) })
}

/** A dry run of a resolution for all that is chosen: the estates, where nothing else is said. */
export async function dryRunOf(
  engine: Engine,
  of: { readonly asked: ResolutionAsked; readonly by: Decider; readonly selection?: BulkSelection | undefined },
) {
  const { asked, by, selection = DECEASED } = of
  const preview = await previewBulk(engine, { by, selection, order: { act: 'resolve', asked } })
  if (preview.is === 'refused') throw new Error(preview.why)
  return preview
}

/** Begins what was seen. */
export function commitAs(
  engine: Engine,
  { id, sha256 }: { readonly id: number; readonly sha256: string },
  by: Decider,
): Promise<BulkBegun> {
  return inWriteRequest(engine.database, 1, tx => commitBulkWithin(engine, tx, { id, sha256, by }))
}
