import type { Word } from '../core/authority/asked.ts'
import { judgeAct } from '../core/authority/judge-act.ts'
import { sentenceOf } from '../core/authority/reason-sentence.ts'
import { shardOf } from '../core/bucket.ts'
import type { UsedSum } from '../store/decision-sums.ts'
import { type PeopleSum, sumsOfPeople } from '../store/decision-sums.ts'
import { type ProposalKey, type SecondKey, type WaitingProposal, waitingProposals } from '../store/proposal.ts'
import { inReadRequest } from '../store/read-request.ts'
import { askedWork, type Decider, questionOf, sinceDays, whoseSums } from './authorise-decision.ts'
import { barredFrom } from './barred-from.ts'
import type { Engine } from './engine.ts'
import { everyPage, type MayPage, type MayPageAsked, pageMayFirst } from './page-may-first.ts'
import { type PeopleNow, peopleWithin } from './people-now.ts'
import { handsOfProposal } from './proposal-waits.ts'
import { OVER_HIDDEN } from './waiting-proposal.ts'
import { isUnseen, wordsOfUnseen } from './words-about.ts'

/** What waits for a second person, as one person sees it. */
export interface ApprovalSeen {
  readonly proposal: Omit<WaitingProposal, keyof Told | 'asked' | 'second'>
  /** `key`: they may be the second person, who says without seeing it what is to happen. `withdraw`: it is their own. */
  readonly may: 'approve' | 'key' | 'withdraw' | 'nothing'
  /** Why they may not approve it, a sentence each. */
  readonly whyNot: readonly string[]
  /** What was proposed; undefined where it is blind and nothing of it may reach them. */
  readonly shown: Told | undefined
  /** What somebody else keyed, where a third person is asked. */
  readonly second: SecondKey | undefined
}

/** What was proposed, and why it is an exception. */
type Told = Pick<WaitingProposal, 'effect' | 'effectSha256' | 'needs' | 'sentence' | 'finding'>

/** What it is worth, for people: a claim without a debit holds nothing, and is worth what is claimed. Minor units. */
export function worthOf({ proposal, shown }: ApprovalSeen): number {
  // Of what is hidden the amount might be what was keyed.
  return proposal.worthMinor === 0 && shown !== undefined ? proposal.amountMinor : proposal.worthMinor
}

/** All that waits for a second person, as `pageApprovals` orders and shows it. */
export async function readApprovals(engine: Engine, by: Decider): Promise<readonly ApprovalSeen[]> {
  return everyPage<ApprovalSeen, ProposalKey>(asked => pageApprovals(engine, by, asked))
}

/**
 * A page of what waits for a second person: what this person may answer first, both in the order of deadline and harm. Of a blind
 * one nothing but that it waits is told to anybody but its maker, before somebody keyed it a second time: then to those who may be
 * the third person.
 */
export async function pageApprovals(
  engine: Engine,
  by: Decider,
  { from, limit }: MayPageAsked<ProposalKey>,
): Promise<MayPage<ApprovalSeen, ProposalKey>> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const orgShard = shardOf(orgId, 0)
    const people = await peopleWithin(engine, tx)
    const since = sinceDays(engine, people)
    const who = whoseSums(people, people.byId.get(by.personId))
    const used = await sumsOfPeople(tx, { orgShard, act: 'approve', people: who, since: since.at(-1) ?? '' })
    const read = async (after: ProposalKey | undefined, rows: number) => {
      const waiting = await waitingProposals(tx, orgShard, { after, limit: rows })
      const barredOf = await barredFrom(engine, tx, waiting)
      const wordsOf = await wordsOfUnseen(engine, tx, waiting)
      const of = { by, people, since, used }
      return waiting.map(proposal => {
        const { exceptionId: id } = proposal
        return seenBy(engine, { ...of, proposal, barred: barredOf.get(id) ?? [], words: wordsOf.get(id) ?? [] })
      })
    }
    const may = (one: ApprovalSeen) => one.may === 'approve' || one.may === 'key'
    return pageMayFirst({ read, keyOf: one => one.proposal, may }, from, limit)
  })
}

function seenBy(
  engine: Engine,
  of: {
    readonly by: Decider
    readonly people: PeopleNow
    readonly since: readonly string[]
    readonly used: readonly PeopleSum[]
    readonly proposal: WaitingProposal
    /** Who is kept from its case. */
    readonly barred: readonly number[]
    /** Who said something about it, where it is unseen. */
    readonly words: readonly Word[]
  },
): ApprovalSeen {
  const { by, people, since, used, proposal, barred: excluded, words } = of
  const work = askedWork(engine, people, { ...proposal, itemId: proposal.exceptionId })
  const sums = used.map(one => sumFor(one, proposal))
  // What one may approve after a proof of who one is stands among what one may: it is asked with the yes.
  const proved = { ...by, session: 'stepped-up' } as const
  const question = questionOf(engine, { by: proved, act: 'approve', keys: proposal, work, since, sums })
  const asked = { ...question, excluded, hands: handsOfProposal(proposal), words }
  const judged = judgeAct(asked, people)
  const isOwn = proposal.makerId === by.personId
  const isBlind = isUnseen(proposal)
  if (judged.allowed)
    return isBlind ? seen(proposal, 'key', []) : { ...seen(proposal, 'approve', []), second: proposal.second }
  const sentences = judged.findings.map(one =>
    isBlind && one.code === 'over_limit' ? OVER_HIDDEN : toldAs(sentenceOf(one, asked, people)),
  )
  // Once each: how many limits it is over would tell what it is about.
  return seen(proposal, isOwn ? 'withdraw' : 'nothing', [...new Set(sentences)])
}

function toldAs(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`
}

/** The one place in which it is decided who sees what was proposed. */
export function isShownTo({ keying }: Pick<WaitingProposal, 'keying'>, may: ApprovalSeen['may']): boolean {
  return keying === 'seen' || may === 'approve' || may === 'withdraw'
}

function seen(proposal: WaitingProposal, may: ApprovalSeen['may'], whyNot: readonly string[]): ApprovalSeen {
  const { effect, effectSha256, needs, sentence, finding, asked: _, second: __, ...rest } = proposal
  return {
    proposal: rest,
    may,
    whyNot,
    shown: isShownTo(proposal, may) ? { effect, effectSha256, needs, sentence, finding } : undefined,
    second: undefined,
  }
}

function sumFor({ payee, cluster, reason, ...one }: PeopleSum, keys: WaitingProposal): UsedSum {
  return {
    ...one,
    samePayee: keys.payee !== '' && keys.payee.split(' ').some(each => payee.split(' ').includes(each)),
    sameCluster: cluster === keys.cluster,
    sameReason: reason === keys.reason,
  }
}
