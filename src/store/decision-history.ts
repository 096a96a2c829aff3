import { type Runner, rowsOf, statement } from './statement.ts'

const HISTORY = statement(
  'decision.history',
  `
select decision.shard, decision.id, decision.resolution, decision.code, decision.state, decision.keying, decision.maker_id, maker.name as maker, approver.name as approver, ending.name as ended_by_name,
  undoing.name as undone_by_name, decision.decided_at, decision.approved_at, decision.ended_at, decision.ended_why, decision.undone_at, decision.stale_at
from decision
join person as maker on maker.shard = $3 and maker.id = decision.maker_id
left join person as approver on approver.shard = $3 and approver.id = decision.approver_id
left join person as ending on ending.shard = $3 and ending.id = decision.ended_by
left join person as undoing on undoing.shard = $3 and undoing.id = decision.undone_by
where decision.shard = $1 and decision.exception_id = $2
order by decision.id desc
limit 50`,
)

/** A decision about an item, with who had what to do with it, by name. */
export interface PastDecision {
  readonly shard: number
  readonly id: number
  readonly resolution: string
  readonly code: string
  readonly state: 'proposed' | 'done' | 'returned' | 'withdrawn' | 'undone'
  /** Undefined where nobody else was needed. */
  readonly keying: 'seen' | 'blind' | undefined
  readonly makerId: number
  readonly maker: string
  readonly approver: string | undefined
  readonly decidedAt: Temporal.Instant
  /** What became of it last: who, when, and with which words. */
  readonly last: { readonly by: string; readonly at: Temporal.Instant; readonly why: string | undefined } | undefined
  readonly isStale: boolean
}

/** Decisions about an exception, the newest first. */
export async function decisionsOf(
  run: Runner,
  of: { readonly orgShard: number; readonly shard: number; readonly exceptionId: number },
): Promise<readonly PastDecision[]> {
  const rows = await rowsOf<{
    shard: number
    id: number
    resolution: string
    code: string
    state: PastDecision['state']
    keying: 'seen' | 'blind' | null
    maker_id: number
    maker: string
    approver: string | null
    ended_by_name: string | null
    undone_by_name: string | null
    decided_at: Date
    approved_at: Date | null
    ended_at: Date | null
    ended_why: string | null
    undone_at: Date | null
    stale_at: Date | null
  }>(run, HISTORY, [of.shard, of.exceptionId, of.orgShard])
  return rows.map(row => {
    const { shard, id, resolution, code, state, maker } = row
    const at = row.undone_at ?? row.ended_at ?? row.approved_at
    const by = row.undone_by_name ?? row.ended_by_name ?? row.approver
    return {
      ...{ shard, id, resolution, code, state, maker, makerId: row.maker_id },
      keying: row.keying ?? undefined,
      approver: row.approver ?? undefined,
      decidedAt: instantOf(row.decided_at),
      last: at === null || by === null ? undefined : { by, at: instantOf(at), why: row.ended_why ?? undefined },
      isStale: row.stale_at !== null,
    }
  })
}

function instantOf(at: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
}
