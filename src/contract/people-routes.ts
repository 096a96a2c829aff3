import { z } from 'zod'
import { ROLE_NAMES } from '../core/authority/role.ts'
import { IDEMPOTENCY_KEY_HEADER } from './idempotency-key.ts'
import { AuthorityWords, Can, CanQuery, PeopleChanged, PeopleChanges, PersonPage, PersonStory } from './people.ts'
import { Cursor, LimitText } from './plain-fields.ts'
import { doing, type Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const params = z.strictObject({ login: z.string().min(1).max(100) })

/** Who plans with people, or answers for them. */
const PLANNERS = doing('read_people')
/** Of oneself everybody may know it, and the words for it, also who is away; of others the planners: the handler looks. */
const HUMANS = { roles: ROLE_NAMES.filter(role => role !== 'agent'), act: 'be_away' as const }

/** Who works here, what they hold, and what they may. */
export const PEOPLE_ROUTES = {
  listPeople: {
    method: 'get',
    path: 'people',
    access: PLANNERS,
    summary: 'Everybody who works here, by name, with what they hold now',
    query: z.strictObject({ cursor: Cursor, limit: LimitText }),
    answer: json(PersonPage),
    refusals: ['cursor_invalid'],
  },
  person: {
    method: 'get',
    path: 'person',
    access: HUMANS,
    summary: 'Everything that one person holds, held or will hold; of oneself everybody may ask',
    params,
    answer: json(PersonStory),
    refusals: ['person_not_found', 'act_not_allowed'],
  },
  personCan: {
    method: 'get',
    path: 'personCan',
    access: HUMANS,
    summary:
      'Whether a person may do an act with this amount in this queue, to this payee, of this batch, for this reason, on what these people made, by the one function that decides it; of oneself everybody may ask with an amount and a queue, the rest is for who may look at what others hold. What others proposed blind is not counted',
    params,
    query: CanQuery,
    answer: json(Can),
    refusals: ['person_not_found', 'act_not_allowed', 'queue_not_found', 'account_not_found'],
  },
  authorityWords: {
    method: 'get',
    path: 'authorityWords',
    access: HUMANS,
    summary: 'Roles, acts, queues, skills, credentials and the limits of roles',
    answer: json(AuthorityWords),
    refusals: [],
  },
  changePeople: {
    method: 'post',
    path: 'peopleChanges',
    access: doing('be_away'),
    summary:
      'Changes who works here and what they hold: all of the list or nothing, each asked of the one function of authority',
    headers: [
      {
        name: IDEMPOTENCY_KEY_HEADER,
        required: true,
        schema: z.string().max(255),
        what: 'A key of its own for each thing that is to happen: sent again with the same, it has one effect and the first answer',
      },
    ],
    body: { json: PeopleChanges },
    answer: json(PeopleChanged),
    refusals: [
      'step_up_needed',
      'people_refused',
      'idempotency_key_missing',
      'idempotency_key_invalid',
      'idempotency_key_reused',
      'request_in_progress',
    ],
  },
} as const satisfies Readonly<Record<string, Route>>
