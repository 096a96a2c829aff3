import { queryOptions } from '@tanstack/react-query'
import { pathTo } from '../../contract/paths.ts'
import type { QueuedCase, Queues } from '../../contract/queues.ts'
import type { CasePlace, DeskCase } from '../../contract/work.ts'
import { ask, tell } from './ask.ts'
import { pages } from './queries.ts'

/** Queues, what lies in them, and the acts by which work goes from one person to another. */
export const queuesQuery = queryOptions({
  queryKey: ['queues'],
  queryFn: ({ signal }) => ask<Queues>(pathTo('queues'), signal),
})

export const queueCasePages = (queue: string, state: string) => pages<QueuedCase>('queueCases', { queue }, { state })
export const pendPages = () => pages<QueuedCase>('workPends', {}, {})

export interface Skip {
  readonly person: { readonly id: number; readonly name: string }
  readonly queue: string
  readonly reason: string
  readonly sentence: string
  readonly skips: number
  readonly cases: number
}
export const skipsQuery = queryOptions({
  queryKey: ['skips'],
  queryFn: ({ signal }) => ask<{ readonly day: string; readonly data: readonly Skip[] }>(pathTo('workSkips'), signal),
})

export const wakeNow = (id: string) => tell<CasePlace>(pathTo('workWake', { case: id }))
export const takeBack = (id: string) => tell<DeskCase>(pathTo('workTakeBack', { case: id }))
export const reassign = (given: { readonly case: string; readonly to: string; readonly reason: string }) =>
  tell<CasePlace>(pathTo('workReassign'), given)
export const handOver = (given: { readonly from?: string; readonly to: string; readonly reason: string }) =>
  tell<{ readonly cases: number; readonly returned: number; readonly left: number }>(pathTo('workHandOver'), given)

/** Why work goes to somebody else, as the contract lists it. */
export const REASSIGN_REASONS = [
  ['workload', 'to spread the work'],
  ['absent', 'somebody is absent'],
  ['needs_specialist', 'a specialist has to look at it'],
  ['conflict_of_interest', 'somebody knows the people it is about'],
  ['training', 'for training'],
  ['urgent', 'it is urgent'],
] as const
