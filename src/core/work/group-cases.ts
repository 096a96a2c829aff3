import { addTally, NOTHING, type Tally } from '../tally.ts'

/** An open exception that a person decides, with its cause. Moments in milliseconds since 1970. */
export interface CaseMember {
  readonly shard: number
  readonly id: number
  readonly pack: string
  readonly kind: string
  readonly queue: string
  readonly cause: string
  readonly value: Tally
  readonly dueAt: number | undefined
  readonly oursAt: number | undefined
}

/** Exceptions of one cause that become one case: it takes over place and id of the first. */
export interface NewCase {
  readonly shard: number
  readonly id: number
  readonly pack: string
  readonly kind: string
  readonly queue: string
  readonly cause: string
  readonly members: readonly CaseMember[]
  readonly value: Tally
  /** The earliest of its members'. */
  readonly dueAt: number | undefined
  readonly oursAt: number | undefined
}

/** So many exceptions a person can still look through; more of one cause are more cases. */
export const CASE_EXCEPTIONS_MAX = 500

/**
 * Groups exceptions into cases, whatever order they come in. Every exception is in exactly one, and none spans two queues: where the
 * institution moved a kind while some of one cause lay in its queue before, these are finished there.
 */
export function groupCases(members: readonly CaseMember[]): readonly NewCase[] {
  const inOrder = [...members].sort((a, b) => a.shard - b.shard || a.id - b.id)
  const cases: NewCase[] = []
  for (const of of Map.groupBy(inOrder, ({ queue, cause }) => `${queue} ${cause}`).values())
    for (let from = 0; from < of.length; from += CASE_EXCEPTIONS_MAX)
      cases.push(caseOf(of.slice(from, from + CASE_EXCEPTIONS_MAX)))
  return cases
}

function caseOf(members: readonly CaseMember[]): NewCase {
  const [first] = members as readonly [CaseMember] // a group has a first
  const { shard, id, pack, kind, queue, cause } = first
  return {
    ...{ shard, id, pack, kind, queue, cause, members },
    value: members.reduce((sum, member) => addTally(sum, member.value), NOTHING),
    dueAt: earliest(members.map(member => member.dueAt)),
    oursAt: earliest(members.map(member => member.oursAt)),
  }
}

function earliest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter(moment => moment !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
