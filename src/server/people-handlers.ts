import type { AuthorityWords } from '../contract/people.ts'
import type { PEOPLE_ROUTES } from '../contract/people-routes.ts'
import { ACT_NAMES, ruleOf } from '../core/authority/act.ts'
import type { People } from '../core/authority/people.ts'
import { isHeldAt, SUPERVISION_LEVELS } from '../core/authority/people-facts.ts'
import { ROLE_NAMES, ROLES } from '../core/authority/role.ts'
import { teamList } from '../core/authority/team-list.ts'
import { exactJson } from '../core/exact-json.ts'
import { canPerson } from '../engine/can-person.ts'
import { changePeopleWithin } from '../engine/change-people.ts'
import type { Engine } from '../engine/engine.ts'
import { openDay, today } from '../engine/open-day.ts'
import { type PeopleChange, PeopleRefused } from '../engine/people-change.ts'
import { peopleNow } from '../engine/people-now.ts'
import { countOneHand, readOneHand } from '../engine/read-one-hand.ts'
import { whyNotDone } from '../engine/session-act.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { within } from '../engine/within.ts'
import { queuesOf } from '../engine/work-queues.ts'
import { type AskedOnce, answerOnce } from './answer-once.ts'
import type { Handler, KeptAnswer } from './bind-route.ts'
import { BAD_CURSOR, cursorOf, limitOf, pageFrom, wholeOf } from './cursor.ts'
import { deciderOf } from './decision-json.ts'
import { canJson, changeOf, personJson, personStoryJson } from './people-json.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof PEOPLE_ROUTES

/** Who works here, what they hold, what they may; and every change of it. */
export function peopleHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    listPeople: async ({ query }) => {
      const people = await peopleNow(engine)
      const after = query.cursor === undefined ? undefined : wholeOf(query.cursor)
      const place = people.byName.findIndex(one => one.person.id === after)
      if (query.cursor !== undefined && place < 0) return BAD_CURSOR
      const limit = limitOf(query.limit)
      const rows = people.byName.slice(place + 1, place + 2 + limit)
      const at = engine.now()
      return pageFrom(
        rows,
        limit,
        one => personJson(one, at),
        one => cursorOf(one.person.id),
      )
    },
    person: async ({ params: { login }, as }) => {
      const shut = await whyNotAbout(engine, as, login)
      if (shut !== undefined) return shut
      const people = await peopleNow(engine)
      const found = people.byName.find(one => one.person.login === login)
      if (found === undefined) return noPerson(login)
      const shared = found.accounts.includes(as.person.id) ? undefined : await readOneHand(engine, found)
      return personStoryJson(found, people, { at: engine.now(), shared })
    },
    personCan: async ({ params: { login }, query, as }) => {
      const { queue, act, amount_minor: amount, payee, cluster, reason, made_by: madeBy } = query
      // The answer names who else can, so with a payee it says how much others moved there: that is for whoever may look at others.
      const isPlain = [payee, cluster, reason, madeBy].every(one => one === undefined)
      const shut = await whyNotAbout(engine, as, isPlain ? login : undefined)
      if (shut !== undefined) return shut
      if (queue !== undefined && !queuesOf(engine).has(queue))
        return refuse('queue_not_found', `There is no queue ${queue}. The list of queues shows those that there are.`)
      const found = await canPerson(engine, {
        ...{ login, act, queue, account: payee, cluster, reason, madeBy: madeBy?.split(',') },
        amountMinor: Number(amount ?? 0),
        viewer: as.person.id,
      })
      if (found.is === 'account_unknown') return NO_ACCOUNT
      return found.is === 'decided' ? canJson(found.decided, found.people) : noPerson(found.login)
    },
    authorityWords: async () => wordsJson(engine, await peopleNow(engine)),
    changePeople: async asked => {
      const changes = asked.body.changes.map(changeOf)
      const wrong = changes.find(one => typeof one === 'string')
      if (wrong !== undefined) return refuse('request_invalid', wrong)
      return changeOnce(parts, asked, changes as readonly PeopleChange[]) // none of them is a sentence
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

/** A refusal keeps nothing, its key neither: after the password once more the same is asked again. */
async function changeOnce(
  parts: ServerParts,
  asked: AskedOnce,
  changes: readonly PeopleChange[],
): Promise<KeptAnswer | Refusal> {
  const { engine } = parts
  const by = { person: asked.as.person.id, session: deciderOf(asked.as).session }
  await openDay(engine, today(engine))
  try {
    return await answerOnce(parts, 'peopleChanges', asked, async tx => {
      const ids = await changePeopleWithin(engine, tx, by, changes)
      return { ids: [...ids], one_hand: await countOneHand(within(engine, tx), changes) }
    })
  } catch (error) {
    if (!(error instanceof PeopleRefused)) throw error
    return refuse(error.code === 'step_up' ? 'step_up_needed' : 'people_refused', error.message)
  }
}

/** Who is away still reads what is their own, and nothing of others. Without a login it is about others whoever it names. */
async function whyNotAbout(engine: Engine, as: SignedIn, login: string | undefined): Promise<Refusal | undefined> {
  const shut = as.person.login === login ? undefined : await whyNotDone(engine, as, 'read_people')
  return shut === undefined ? undefined : refuse('act_not_allowed', `${shut} ${OF_ONESELF}`)
}

const OF_ONESELF = 'Of yourself you may ask what you hold, and whether you can, with an amount and a queue.'

const NO_ACCOUNT = refuse(
  'account_not_found',
  'There is no account of this number here. The payee is the number of one of ours; left out, nothing is added up by payee.',
)

function noPerson(login: string): Refusal {
  return refuse('person_not_found', `Nobody here has the login ${login}. The list of people shows who is here.`)
}

function wordsJson(engine: Engine, { facts }: People): AuthorityWords {
  const at = engine.now()
  const queues = [...queuesOf(engine).values()]
  const sorted = (words: readonly string[]) => [...new Set(words)].sort()
  return {
    roles: ROLE_NAMES.map(role => ({ role, title: ROLES[role] })),
    acts: ACT_NAMES.map(act => {
      const { title, limits, delegable } = ruleOf(act)
      return { act, title, money: limits === 'money', delegable: delegable === 'yes' }
    }),
    queues: queues.map(({ name, title }) => ({ queue: name, title })),
    skills: sorted([...queues.map(one => one.skill), ...facts.skills.map(one => one.skill)]),
    credentials: sorted([
      ...queues.flatMap(one => one.credential ?? []),
      ...facts.credentials.map(one => one.credential),
    ]),
    work_types: Object.keys(engine.packs),
    levels: [...SUPERVISION_LEVELS],
    teams: teamList(facts, at)
      .map(({ name, parent = null, roles, members }) => ({
        ...{ team: name, parent, members: [...members] },
        roles: roles.map(one => ({ ...one })),
      }))
      .sort((one, other) => (one.team < other.team ? -1 : 1)),
    limits: facts.limits.flatMap(one =>
      'role' in one.of && isHeldAt(one, at)
        ? [
            {
              ...{ id: one.id, role: one.of.role, act: one.act, measure: one.measure, days: one.days },
              ...{ limit_minor: exactJson(one.limitMinor), until: one.until?.toString() ?? null },
            },
          ]
        : [],
    ),
  }
}
