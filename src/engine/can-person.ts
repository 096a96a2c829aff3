import type { Act } from '../core/authority/act.ts'
import type { Asked, AskedWork, Decided } from '../core/authority/asked.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import type { People } from '../core/authority/people.ts'
import { shardOf } from '../core/bucket.ts'
import { usedSums } from '../store/decision-sums.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Runner } from '../store/statement.ts'
import { askedWork, questionOf, sinceDays } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { accountsNumbered } from './named-accounts.ts'
import { type PeopleNow, peopleWithin } from './people-now.ts'

export interface CanAsked {
  readonly login: string
  readonly act: Act
  readonly amountMinor: number
  /** One of the packs'; undefined where no work is asked about. */
  readonly queue: string | undefined
  /** Who asks; undefined for whoever operates the machine. */
  readonly viewer: number | undefined
  /** The number of the account that gets it: left out, nothing is counted by payee; the same of the others. */
  readonly account?: string | undefined
  /** The receipt and the batch: `17/0`. */
  readonly cluster?: string | undefined
  /** The reason code; the kind of exception for what has none. */
  readonly reason?: string | undefined
  /** The logins of those who had a hand in it already: they made it, or edited it last. */
  readonly madeBy?: readonly string[] | undefined
  /** What else the work is to ask for, in the place of what its queue does. */
  readonly work?: Partial<AskedWork>
  /** To be taken as used of every sum, in the place of what was. */
  readonly usedMinor?: bigint | undefined
}

export type CanAnswer =
  | { readonly is: 'decided'; readonly asked: Asked; readonly decided: Decided; readonly people: People }
  /** Nobody has the login: that of the person, or of somebody who made it. */
  | { readonly is: 'person_unknown'; readonly login: string }
  | { readonly is: 'account_unknown' }

/**
 * Whether somebody may do an act, by the one function that decides it, with what they decided before added up as it is when they decide.
 * Not counted is what others proposed blind where a viewer asks, who may be the one to key it: the act whose sum grew would tell it.
 */
export async function canPerson(engine: Engine, of: CanAsked): Promise<CanAnswer> {
  const { login, act, amountMinor, madeBy = [], usedMinor, viewer, cluster = '', reason = '' } = of
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const people = await peopleWithin(engine, tx)
    const ids = new Map(people.facts.persons.map(one => [one.login, one.id]))
    const person = ids.get(login)
    if (person === undefined) return { is: 'person_unknown', login }
    const unknown = madeBy.find(one => !ids.has(one))
    if (unknown !== undefined) return { is: 'person_unknown', login: unknown }
    const payee = of.account === undefined ? '' : await payeeOf(engine, tx, of.account)
    if (payee === undefined) return { is: 'account_unknown' }
    const since = sinceDays(engine, people)
    const keys = { amountMinor, payee, cluster, reason }
    const all = await usedSums(tx, { orgShard: shardOf(orgId, 0), act, since: since.at(-1) ?? '', ...keys })
    const sums = all.filter(one => viewer === undefined || !one.isBlind || one.makerId === viewer)
    const by = { personId: person, session: 'stepped-up' } as const
    const asked: Asked = {
      ...questionOf(engine, { by, act, keys, work: workOf(engine, people, of), since, sums }),
      told: 'name',
      hands: madeBy.flatMap(one => ids.get(one) ?? []).map(id => ({ person: id, as: 'maker' })),
      ...(usedMinor === undefined ? {} : { used: () => usedMinor }),
    }
    return { is: 'decided', asked, decided: decideAct(asked, people), people }
  })
}

/** As decisions are added up by; undefined where there is no such account. */
async function payeeOf(engine: Engine, tx: Runner, number: string): Promise<string | undefined> {
  const [named] = await accountsNumbered(engine, tx, [number])
  return named?.account && `${named.account.shard}/${named.account.id}`
}

/** Of no item, so that nothing is drawn: what would be looked at of a share is told as the share. */
function workOf(engine: Engine, people: PeopleNow, { queue, work }: CanAsked): AskedWork | undefined {
  const asks =
    queue === undefined
      ? undefined
      : askedWork(engine, people, { queue, pack: workTypeOf(engine, queue), itemId: 'any' })
  if (asks === undefined && work === undefined) return undefined
  return { queue: 'asked about', draw: 'undrawn', ...asks, ...work }
}

/** The pack whose queue it is. */
function workTypeOf({ packs }: Engine, queue: string): string {
  return Object.values(packs).find(pack => Object.hasOwn(pack.queues, queue))?.name ?? ''
}
