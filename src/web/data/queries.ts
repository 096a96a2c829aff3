import { infiniteQueryOptions, type Query as KeptQuery, queryOptions } from '@tanstack/react-query'
import type { DayCloseStory, Drawers } from '../../contract/day-close.ts'
import type { Exception } from '../../contract/exception.ts'
import type { Item, ItemRecord, ItemStory } from '../../contract/item.ts'
import type { LetterJson, LetterPage } from '../../contract/letter-routes.ts'
import { type PathName, pathTo } from '../../contract/paths.ts'
import type { Proof } from '../../contract/proof.ts'
import type { Batch, Fault, Receipt, ReceiptStory } from '../../contract/receipt.ts'
import type { OutboundFile, OutboundItem } from '../../contract/returns.ts'
import type { HeldEarlier } from '../../contract/side-by-side.ts'
import type { Today } from '../../contract/today.ts'
import { ask } from './ask.ts'

/** What the pages read, each with its key. */
type Query = Readonly<Record<string, string | undefined>>

export const todayQuery = (day?: string) =>
  queryOptions({
    queryKey: ['today', day ?? ''],
    queryFn: ({ signal }) => ask<Today>(pathTo('today', {}, { day }), signal),
  })

export const dayCloseQuery = (day: string) =>
  queryOptions({
    queryKey: ['day-close', day],
    queryFn: ({ signal }) => ask<DayCloseStory>(pathTo('dayClose', { day }), signal),
  })

export const drawersQuery = (day: string, whose: 'mine' | 'everybody') =>
  queryOptions({
    queryKey: ['drawers', day, whose],
    queryFn: ({ signal }) => ask<Drawers>(pathTo('dayDrawers', { day }, { whose }), signal),
  })

export const receiptQuery = (receipt: string) =>
  queryOptions({
    queryKey: ['receipt', receipt],
    queryFn: ({ signal }) => ask<ReceiptStory>(pathTo('receipt', { receipt }), signal),
  })

export const itemQuery = (item: string) =>
  queryOptions({ queryKey: ['item', item], queryFn: ({ signal }) => ask<ItemStory>(pathTo('item', { item }), signal) })

export const itemRecordQuery = (item: string) =>
  queryOptions({
    queryKey: ['record', item],
    queryFn: ({ signal }) => ask<ItemRecord>(pathTo('itemRecord', { item }), signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** What a held batch repeats. */
export const heldEarlierQuery = (exception: number) =>
  queryOptions({
    queryKey: ['held-earlier', exception],
    queryFn: async ({ signal }) => (await ask<HeldEarlier>(pathTo('heldEarlier', { exception }), signal)).earlier,
  })

export const lettersOfItemQuery = (item: number) =>
  queryOptions({
    queryKey: ['letters', item],
    queryFn: ({ signal }) => ask<LetterPage>(pathTo('letters', {}, { item }), signal),
  })

export const proofQuery = queryOptions({
  queryKey: ['proof'],
  queryFn: ({ signal }) => ask<Proof>(pathTo('proof'), signal),
})

interface Page<Row> {
  readonly data: readonly Row[]
  readonly next: string | null
}

const ROWS_A_PAGE = 200

/** A list that is read page by page. */
export function pages<Row>(path: PathName, holes: Readonly<Record<string, string>>, query: Query) {
  return infiniteQueryOptions({
    queryKey: ['list', path, holes, query],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      ask<Page<Row>>(
        pathTo(path, holes, { ...query, limit: ROWS_A_PAGE, cursor: pageParam === '' ? undefined : pageParam }),
        signal,
      ),
    getNextPageParam: last => last.next ?? undefined,
    refetchOnWindowFocus: query => !isDeepList(query),
  })
}

const PAGES_READ_AGAIN_MAX = 4

/**
 * A list somebody has gone far into: reading it again would ask for every one of its pages, at each change of a day that runs. It
 * stays as it was read, and is read again when it is opened again.
 */
export function isDeepList({ queryKey, state }: Pick<KeptQuery, 'queryKey' | 'state'>): boolean {
  if (queryKey[0] !== 'list') return false
  const data = state.data as { readonly pages?: readonly unknown[] } | undefined // as `pages` above makes it
  return (data?.pages?.length ?? 0) > PAGES_READ_AGAIN_MAX
}

export const receiptPages = (query: Query) => pages<Receipt>('receipts', {}, query)
export const batchPages = (query: Query) => pages<Batch>('batches', {}, query)
export const faultPages = (receipt: string) => pages<Fault>('faults', { receipt }, {})
export const exceptionPages = (query: Query) => pages<Exception>('exceptions', {}, query)
export const itemPages = (query: Query) => pages<Item>('items', {}, query)
export const letterPages = (query: Query) => pages<LetterJson>('letters', {}, query)
export const returnPages = () => pages<OutboundFile>('returns', {}, {})
export const outboundItemPages = (query: Query) => pages<OutboundItem>('outboundItems', {}, query)
