import type { Approval } from '../../src/contract/approval.ts'
import type { Exception } from '../../src/contract/exception.ts'
import type { ItemRecord } from '../../src/contract/item.ts'
import type { Desk } from '../../src/contract/work.ts'
import type { DemoPerson } from './demo-person.ts'
import { checkingAccountNumbers } from './sample-accounts.ts'

/** What somebody decides, and what has to become of it: it is done by them alone, or put before a second person. */
interface Wanted {
  readonly asked: Readonly<Record<string, unknown>>
  readonly expected: 'done' | 'proposed'
}

/** Somebody decides as they were shown until so many came to that; gives their items. `pack`: only of this work. */
export async function decideSome(
  ask: DemoPerson['ask'],
  { count, pack, ...wanted }: Wanted & { readonly count: number; readonly pack?: 'ach' | 'checks' },
): Promise<readonly number[]> {
  const of = pack === undefined ? '' : `&pack=${pack}`
  const { data } = await ask<{ data: Exception[] }>(
    `/v1/exceptions?decided_by=person&scope=item&state=open&limit=500${of}`,
  )
  const items: number[] = []
  for (const { id } of data) {
    if (items.length === count) break
    if (await decideOne(ask, id, wanted)) items.push(id)
  }
  return items
}

/** True where that became of it; what is shown to become something else is not decided. */
export async function decideOne(ask: DemoPerson['ask'], id: number, { asked, expected }: Wanted): Promise<boolean> {
  const shown = await ask<{ sha256?: string; allowed?: boolean; needs?: string }>(`/v1/items/${id}/previews`, asked)
  if (expected === 'done' ? shown.allowed !== true : shown.needs !== 'approval') return false
  const order = { ...asked, preview_sha256: shown.sha256, expected }
  const decided = await ask<{ state?: string }>(`/v1/items/${id}/decisions`, order)
  return decided.state === expected
}

/** An entry goes to another account of ours, which has the money for it. */
export function correctTo(dataDir: string) {
  const [account = ''] = checkingAccountNumbers(dataDir)
  return { account, asked: { resolution: 'correct', fields: { account } } } as const
}

/** What came of the item beside this account, as a page says it; both masked. */
export async function putRight(ask: DemoPerson['ask'], item: number | undefined, account: string): Promise<RegExp> {
  const { fields } = await ask<ItemRecord>(`/v1/items/${item}/record`)
  return new RegExp(`: ${fields.find(one => one.name === 'account')?.value} → •+${account.slice(-4)}`)
}

/** What somebody put before a second person is withdrawn, and the case they work on goes back. */
export async function clearDesk(ask: DemoPerson['ask']): Promise<void> {
  const { data: approvals } = await ask<{ data: Approval[] }>('/v1/approvals')
  for (const { decision, may } of approvals) if (may === 'withdraw') await ask(`/v1/decisions/${decision}/withdraw`, {})
  const { data: cases } = await ask<Desk>('/v1/work/mine')
  for (const { case: of, fence, state } of cases)
    if (state === 'leased') await ask(`/v1/work/cases/${of.case}/release`, { fence })
}
