import { queryOptions } from '@tanstack/react-query'
import type { ActOffered, ItemActs } from '../../contract/acts.ts'
import type { BulkAct, BulkMember, BulkSummary } from '../../contract/bulk.ts'
import type { Exception } from '../../contract/exception.ts'
import { pathTo } from '../../contract/paths.ts'
import { wayTitle } from '../ui/format.ts'
import { ask, tell } from './ask.ts'
import type { Wanted } from './desk.ts'
import { pages } from './queries.ts'

/** Acts on many: what was shown of each, how far it is, and each of the many. */
export const bulkQuery = (bulk: string) =>
  queryOptions({
    queryKey: ['bulk', bulk],
    queryFn: ({ signal }) => ask<BulkAct>(pathTo('bulkAct', { bulk }), signal),
  })

export const bulkPages = () => pages<BulkSummary>('bulkActs', {}, {})
export const bulkMemberPages = (bulk: string, query: { readonly state?: string; readonly reason?: string }) =>
  pages<BulkMember>('bulkMembers', { bulk }, query)

const RECENT = 100

/** Those whose decisions may wait for a second person: the newest of all. */
export const recentBulksQuery = queryOptions({
  queryKey: ['bulks'],
  queryFn: ({ signal }) =>
    ask<{ readonly data: readonly BulkSummary[] }>(pathTo('bulkActs', {}, { limit: RECENT }), signal),
})

export const previewBulk = (matching: Readonly<Record<string, string | undefined>>, asked: Wanted) =>
  tell<BulkAct>(pathTo('bulkActs'), { matching, asked })
export const previewBulkApproval = (of: number) => tell<BulkAct>(pathTo('bulkApprovals'), { of })
export const previewBulkUndo = (bulk: number) => tell<BulkAct>(pathTo('bulkUndo', { bulk }))
export const commitBulk = ({ bulk, sha256 }: Pick<BulkAct, 'bulk' | 'sha256'>, key: string) =>
  tell<BulkAct>(pathTo('bulkCommit', { bulk }), { sha256 }, { key })
export const returnBulk = (of: { readonly bulk: number; readonly why: string }, key: string) =>
  tell<BulkAct>(pathTo('bulkReturn', { bulk: of.bulk }), { why: of.why }, { key })

/** What an act on many does, in the words of its heading. */
export function bulkTitle({ act, of, asked }: Pick<BulkAct, 'act' | 'of' | 'asked'>): string {
  if (act === 'approve') return of === null ? 'Approve what waits' : `Approve what waits of act ${of}`
  if (act === 'return') return `Return what waits of act ${of}`
  if (act === 'undo') return `Take act ${of} back`
  const title = wayTitle(asked?.resolution ?? '')
  return asked?.code === null || asked === null ? title : `${title}: ${asked.code}`
}

/** So many kinds are asked what may be done about one of each. */
const KINDS_MAX = 4

/** Of each kind the first that a person decides, or where there is none that a policy does: what may be done about it is offered for all. */
export function examplesOf(exceptions: readonly Exception[]): readonly number[] {
  const byKind = new Map<string, number>()
  const items = exceptions.filter(one => one.scope === 'item' && one.state !== 'closed')
  const people = items.filter(one => one.state === 'open' && one.decided_by === 'person')
  const policies = items.filter(one => one.decided_by === 'policy')
  for (const { pack, kind, id } of people.length === 0 ? policies : people)
    if (!byKind.has(`${pack}/${kind}`)) byKind.set(`${pack}/${kind}`, id)
  return [...byKind.values()].slice(0, KINDS_MAX)
}

/** Those that are left out although they are open for one of the examples, each once, with why. */
export function notForAll(examples: readonly ItemActs[]): readonly ActOffered[] {
  const open = examples.flatMap(one => one.acts).filter(act => act.standing !== 'shut' && isOfOne(act))
  const byName = new Map(open.map(act => [act.resolution, { ...act, why_not: [OF_ONE] }]))
  return [...byName.values()]
}

const OF_ONE = 'It needs an amount that is right for one item alone: open those items one by one.'

function isOfOne({ asks }: ActOffered): boolean {
  return asks.some(asked => asked.of === 'parts' || asked.name === 'amount')
}

/**
 * The ways out that are open for one of the examples, each once, with every choice that is open for one of them. What asks for
 * values that are of one item alone, parts of its amount or the right amount, is left out.
 */
export function offeredForAll(examples: readonly ItemActs[]): readonly ActOffered[] {
  const offered = new Map<string, ActOffered>()
  for (const act of examples.flatMap(one => one.acts)) {
    if (act.standing === 'shut' || isOfOne(act)) continue
    const known = offered.get(act.resolution)
    offered.set(act.resolution, known === undefined ? act : { ...known, asks: known.asks.map(withChoicesOf(act)) })
  }
  return [...offered.values()]
}

function withChoicesOf({ asks }: ActOffered) {
  return (known: ActOffered['asks'][number]) => {
    const more = asks.find(one => one.name === known.name)?.choices ?? []
    if (known.choices === null) return known
    const values = new Set(known.choices.map(one => one.value))
    return { ...known, choices: [...known.choices, ...more.filter(one => !values.has(one.value))] }
  }
}
