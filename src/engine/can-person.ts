import type { Act } from '../core/authority/act.ts'
import type { Decided } from '../core/authority/asked.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import type { People } from '../core/authority/people.ts'
import { shardOf } from '../core/bucket.ts'
import { money } from '../core/money.ts'
import { usedSums } from '../store/decision.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { peopleWithin } from './people-now.ts'
import { bookingDay } from './resolution-facts.ts'
import { queueNamed, queuesOf } from './work-queues.ts'

export interface CanAsked {
  readonly login: string
  readonly act: Act
  readonly amountMinor: number
  /** One of the packs'; undefined where no work is asked about. */
  readonly queue: string | undefined
  /** Who asks. */
  readonly viewer: number
}

/**
 * Whether somebody may do an act, by the one function that decides it, with what they decided of it today counted. Of a payee or
 * a cluster nothing is counted, because none is asked about; nor what they proposed blind where somebody else asks, who may be the
 * one to key it: the act whose sum grew would tell it. Undefined where nobody has the login.
 */
export async function canPerson(
  engine: Engine,
  { login, act, amountMinor, queue, viewer }: CanAsked,
): Promise<{ readonly decided: Decided; readonly people: People } | undefined> {
  const { orgId, currency } = engine.institution
  const shard = shardOf(orgId, 0)
  return inReadRequest(engine.database, orgId, async tx => {
    const at = engine.now()
    const people = await peopleWithin(engine, tx)
    const person = people.facts.persons.find(one => one.login === login)
    if (person === undefined) return undefined
    const today = bookingDay(engine, at.toZonedDateTimeISO(engine.institution.zone).toPlainDate().toString()).toString()
    const sums = await usedSums(tx, { orgShard: shard, act, since: today, ...NOBODY, viewer })
    const of = queue === undefined ? undefined : queueNamed(queuesOf(engine), queue)
    const decided = decideAct(
      {
        ...{
          by: person.id,
          act,
          at,
          session: 'stepped-up',
          told: 'name',
          amount: money(BigInt(amountMinor), currency),
        },
        used: ({ people: who, measure }) =>
          measure === 'day'
            ? sums.reduce((sum, one) => (who.includes(one.makerId) ? sum + one.amountMinor : sum), 0n)
            : 0n,
        ...(of === undefined
          ? {}
          : {
              work: {
                ...{ queue: of.name, skill: of.skill, workType: workTypeOf(engine, of.name) },
                ...(of.credential === undefined ? {} : { credential: of.credential }),
              },
            }),
      },
      people,
    )
    return { decided, people }
  })
}

/** No payee, cluster or reason is asked about. */
const NOBODY = { payee: '', cluster: '', reason: '' } as const

/** The pack whose queue it is. */
function workTypeOf({ packs }: Engine, queue: string): string {
  return Object.values(packs).find(pack => Object.hasOwn(pack.queues, queue))?.name ?? ''
}
