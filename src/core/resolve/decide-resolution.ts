import type { Account } from '../account.ts'
import type { Resolution } from '../exception.ts'
import type { Direction } from '../item.ts'
import type { PackName, PostingRole } from '../pack.ts'
import type { Effect, ExceptionAfter, ItemAfter, Leg, LegAccount } from './effect.ts'

/** What a person chose. */
export interface ResolutionAsked {
  readonly resolution: Resolution
  /** The reason code, for those that go back. */
  readonly code?: string | undefined
  /** Whom it is asked, for those that ask. */
  readonly to?: 'customer' | 'sender' | undefined
  /** What is asked, in the person's words. */
  readonly words?: string | undefined
}

/** What is known of the exception and its item, read under the bucket's lock when the decision counts. */
export interface ResolutionFacts {
  readonly exception: {
    readonly shard: number
    readonly id: number
    readonly state: 'open' | 'decided' | 'closed'
    readonly scope: 'item' | 'batch' | 'file'
    /** A claim against an item that posted: its item is not in suspense. */
    readonly isClaim: boolean
  }
  readonly item: {
    readonly id: number
    /** Posting day, YYYY-MM-DD. */
    readonly day: string
    readonly direction: Direction
    readonly amountMinor: number
  }
  readonly pack: PackName
  readonly role: PostingRole
  /** The account that the item names, as it is now. */
  readonly account: Account | undefined
  /** The ways out that there are for such an item. */
  readonly resolutions: readonly Resolution[]
  /** The kind's reason codes. */
  readonly codes: readonly string[]
  /** Why the code may not be used now, as a sentence; undefined when it may. */
  readonly refuseCode: (code: string) => string | undefined
  /** The last operator window that is in time for an answer; undefined when none is. */
  readonly leavesBy: Temporal.Instant | undefined
  /** The business day on which it is booked, YYYY-MM-DD: never before the item's own. */
  readonly bookedOn: string
}

/** Why a resolution cannot be, in order of precedence. */
export const RESOLUTION_REFUSALS = {
  exception_closed: 'The exception is closed already',
  exception_decided: 'The exception is decided, and its effect waits to leave',
  resolution_not_offered: 'The exception has no such way out',
  resolution_not_possible: 'The resolution is not possible as things stand',
  code_missing: 'A reason code is needed',
  code_not_of_kind: 'The reason code is none of this kind of exception',
  code_refused: 'The reason code may not be used now',
  words_missing: 'What is asked, and of whom, is missing',
} as const
export type ResolutionRefusal = keyof typeof RESOLUTION_REFUSALS

export type ResolutionDecision =
  | { readonly is: 'decided'; readonly effect: Effect }
  | { readonly is: 'refused'; readonly refused: ResolutionRefusal; readonly why: string }

/**
 * What the resolution does, as rows, or why it cannot be. The one function behind the preview, the commit and every list of what
 * may be done. Pure: who may do it is asked elsewhere.
 */
export function decideResolution(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { exception, resolutions } = facts
  if (exception.state === 'closed')
    return refused('exception_closed', 'It can be reopened while its effect can be undone.')
  if (exception.state === 'decided')
    return refused('exception_decided', 'Undo that decision first, as long as its file has not left.')
  if (!resolutions.includes(asked.resolution))
    return refused('resolution_not_offered', `There are: ${resolutions.join(', ')}.`)
  const resolve: Resolve | undefined = (RESOLVE as Readonly<Partial<Record<Resolution, Resolve>>>)[asked.resolution]
  return resolve?.(asked, facts) ?? refused('resolution_not_offered', `There are: ${RESOLVED.join(', ')}.`)
}

type Resolve = (asked: ResolutionAsked, facts: ResolutionFacts) => ResolutionDecision

const RESOLVE = {
  post: (_, facts) => post(facts),
  return: sendBack,
  reject: (_, facts) => reject(facts),
  refer,
} as const satisfies Readonly<Partial<Record<Resolution, Resolve>>>

/** The ways out that a person takes here. */
export const RESOLVED: readonly Resolution[] = Object.keys(RESOLVE) as (keyof typeof RESOLVE)[] // its own keys

/** Posts it as it stands: out of suspense, to the account that the item names. */
function post(facts: ResolutionFacts): ResolutionDecision {
  const { account, role, exception, item } = facts
  if (exception.isClaim)
    return refused('resolution_not_possible', 'The debit posted already; the claim is denied or paid.')
  const to = creditTo(facts)
  if (role === 'settlement' && to === undefined)
    return refused('resolution_not_possible', 'No account is found for it: correct the account first, or send it back.')
  if (role === 'settlement' && account?.status === 'closed')
    return refused(
      'resolution_not_possible',
      'The account is closed: nothing posts to it. Reopen it, correct the account, or send it back.',
    )
  if (role === 'settlement' && account?.status === 'frozen')
    return refused(
      'resolution_not_possible',
      'The account is frozen: lift the freeze at the ledger first, or send it back.',
    )
  return ended(facts, {
    resolution: 'post',
    closedAs: 'posted',
    legs: outOfSuspense(facts, to ?? network(facts), item.amountMinor),
  })
}

/** Where a posted item's money is: with the customer, with what we originated, or with the network where nothing of ours moves. */
function creditTo({ role, account }: ResolutionFacts): LegAccount | undefined {
  if (role === 'settlement') return account === undefined ? undefined : { id: account.id }
  return role === 'originations' ? { role: 'originations' } : undefined
}

/** Takes it for what was received before: what it is worth goes back to the network's account, and nothing posts. */
function reject(facts: ResolutionFacts): ResolutionDecision {
  const legs = outOfSuspense(facts, network(facts), facts.item.amountMinor)
  return ended(facts, { resolution: 'reject', closedAs: 'rejected', legs })
}

/** Queues it for the next file of returns. Its money stays in suspense until that file leaves. */
function sendBack({ code }: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { exception, item, codes, leavesBy } = facts
  if (exception.isClaim)
    return refused(
      'resolution_not_possible',
      'A debit that posted goes back by the claim: that way out is not built yet.',
    )
  if (code === undefined) return refused('code_missing', `It is one of ${codes.join(', ')}.`)
  if (!codes.includes(code))
    return refused('code_not_of_kind', `It is one of ${codes.join(', ')}, not ${code.slice(0, 8)}.`)
  const why = facts.refuseCode(code)
  if (why !== undefined) return refused('code_refused', why)
  if (leavesBy === undefined)
    return refused('resolution_not_possible', 'No window of the operator is left in which its return is in time.')
  const { shard, id } = exception
  return {
    is: 'decided',
    effect: {
      exception: { shard, id, state: 'decided', resolution: 'return', code, closedAs: '' },
      item: undefined,
      legs: [],
      outbound: { shard, itemId: item.id, kind: 'return', code, dueAt: leavesBy.toString() },
      letters: [],
    },
  }
}

/** Asks the customer or the other institution. Nothing moves, and the exception stays open. */
function refer({ to, words = '' }: ResolutionAsked, { exception }: ResolutionFacts): ResolutionDecision {
  if (to === undefined || words.trim() === '')
    return refused('words_missing', 'Say whom you ask, the customer or the sender, and what.')
  const { shard, id } = exception
  return {
    is: 'decided',
    effect: {
      exception: { shard, id, state: 'open', resolution: 'refer', code: '', closedAs: '' },
      item: undefined,
      legs: [],
      outbound: undefined,
      letters: [{ to, words: words.trim() }],
    },
  }
}

function ended(
  { exception, item, bookedOn }: ResolutionFacts,
  end: { readonly resolution: Resolution; readonly closedAs: ItemAfter['state']; readonly legs: readonly Leg[] },
): ResolutionDecision {
  const { shard, id } = exception
  const { resolution, closedAs, legs } = end
  const after: ExceptionAfter = { shard, id, state: 'closed', resolution, code: '', closedAs }
  const itemAfter = { shard, id: item.id, day: item.day, state: closedAs, positionClosedOn: bookedOn }
  return { is: 'decided', effect: { exception: after, item: itemAfter, legs, outbound: undefined, letters: [] } }
}

/** The item's value leaves suspense: a credit goes from there to the account, a debit is taken from it. */
function outOfSuspense(facts: ResolutionFacts, account: LegAccount, amountMinor: number): readonly Leg[] {
  if (amountMinor === 0) return []
  const suspense: LegAccount = { role: 'suspense' }
  const [from, to] = facts.item.direction === 'credit' ? [suspense, account] : [account, suspense]
  return [{ shard: facts.exception.shard, day: facts.bookedOn, from, to, amountMinor }]
}

function network({ pack }: ResolutionFacts): LegAccount {
  return { role: `settlement.${pack}` }
}

function refused(why: ResolutionRefusal, sentence: string): ResolutionDecision {
  return { is: 'refused', refused: why, why: sentence }
}
