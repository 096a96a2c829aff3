import type { DayStory } from '../engine/read-day.ts'
import type { LastProof } from './prover.ts'

/** Counts requests, and writes them with the day's figures as Prometheus reads them. A hundred lines of ours instead of a client library: we count three things and read the rest from the store. */
export interface Metrics {
  /** `route` is the name of the operation, never the path: paths hold numbers of items. */
  request(of: { readonly route: string; readonly status: number; readonly seconds: number }): void
  liveClients(count: number): void
  text(day: DayStory, proof: LastProof | undefined): string
}

const BUCKETS = [0.005, 0.025, 0.1, 0.5, 2.5, 10]

interface Timing {
  readonly buckets: number[]
  sum: number
  count: number
}

export function createMetrics(
  processFacts: () => { readonly rssBytes: number; readonly uptimeSeconds: number },
): Metrics {
  const requests = new Map<string, number>()
  const timings = new Map<string, Timing>()
  let live = 0
  return {
    request({ route, status, seconds }) {
      const key = labels({ route, status: String(status) })
      requests.set(key, (requests.get(key) ?? 0) + 1)
      const timing = timings.get(route) ?? { buckets: BUCKETS.map(() => 0), sum: 0, count: 0 }
      timings.set(route, timing)
      BUCKETS.forEach((upTo, index) => {
        if (seconds <= upTo) timing.buckets[index] = (timing.buckets[index] ?? 0) + 1
      })
      timing.sum += seconds
      timing.count += 1
    },
    liveClients(count) {
      live = count
    },
    text(day, proof) {
      const { rssBytes, uptimeSeconds } = processFacts()
      return [
        ...family(
          'clearday_http_requests_total',
          'counter',
          'Requests by operation and status.',
          [...requests].map(([key, count]) => [key, count]),
        ),
        ...histogram(timings),
        ...family('clearday_live_clients', 'gauge', 'Pages that wait for changes.', [['', live]]),
        ...dayFamilies(day),
        ...(proof === undefined
          ? []
          : family('clearday_proof_holds', 'gauge', 'The last full proof holds.', [['', proof.proof.holds ? 1 : 0]])),
        ...family('clearday_resident_bytes', 'gauge', 'Memory of the process.', [['', rssBytes]]),
        ...family('clearday_uptime_seconds', 'gauge', 'Since the process started.', [['', uptimeSeconds]]),
        '',
      ].join('\n')
    },
  }
}

type Sample = readonly [labels: string, value: number]

function dayFamilies(day: DayStory): readonly string[] {
  const states = Object.entries(day.equation.terms).map(([state, tally]): Sample => [labels({ state }), tally.count])
  const receipts = Object.entries(day.receipts).map(([state, count]): Sample => [labels({ state }), count])
  const kinds = day.kinds.map(
    (one): Sample => [labels({ pack: one.pack, kind: one.kind, decided_by: one.decidedBy }), one.exceptions],
  )
  const next = day.due.find(one => !one.overdue && one.dueAt !== undefined)?.dueAt
  const overdue = day.due.filter(one => one.overdue).reduce((sum, one) => sum + one.exceptions, 0)
  return [
    ...family('clearday_items', 'gauge', 'Items of the latest received day by state.', states),
    ...family('clearday_items_waiting', 'gauge', 'Items received and not processed yet.', [['', day.equation.waiting]]),
    ...family('clearday_equation_holds', 'gauge', 'The completeness equation of the latest received day holds.', [
      ['', day.equation.holds ? 1 : 0],
    ]),
    ...family('clearday_receipts', 'gauge', 'Receipts of the latest received day.', receipts),
    ...family('clearday_exceptions_open', 'gauge', 'Exceptions that are not closed.', kinds),
    ...family('clearday_exceptions_overdue', 'gauge', 'Exceptions whose own deadline has passed.', [['', overdue]]),
    ...family('clearday_returns_queued', 'gauge', 'Returns and notices that wait for their file.', [
      ['', day.returns.queued],
    ]),
    ...(next === undefined
      ? []
      : family('clearday_next_deadline_seconds', 'gauge', 'Until the next deadline of an exception.', [
          ['', day.now.until(next).total('seconds')],
        ])),
  ]
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return []
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([key, value]) => `${name}${key} ${value}`),
  ]
}

function histogram(timings: ReadonlyMap<string, Timing>): readonly string[] {
  const name = 'clearday_http_request_seconds'
  if (timings.size === 0) return []
  const lines = [...timings].flatMap(([route, timing]) => [
    ...BUCKETS.map(
      (upTo, index) => `${name}_bucket${labels({ route, le: String(upTo) })} ${timing.buckets[index] ?? 0}`,
    ),
    `${name}_bucket${labels({ route, le: '+Inf' })} ${timing.count}`,
    `${name}_sum${labels({ route })} ${timing.sum}`,
    `${name}_count${labels({ route })} ${timing.count}`,
  ])
  return [`# HELP ${name} Time to answer by operation.`, `# TYPE ${name} histogram`, ...lines]
}

function labels(of: Readonly<Record<string, string>>): string {
  return `{${Object.entries(of)
    .map(([name, value]) => `${name}="${value.replaceAll(/[\\"\n]/g, '_')}"`)
    .join(',')}}`
}
