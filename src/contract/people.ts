import { z } from 'zod'
import { ACT_NAMES, type Act } from '../core/authority/act.ts'
import { MEASURES, SUPERVISION_LEVELS } from '../core/authority/people-facts.ts'
import { PERSON_KINDS, PERSON_STATES, ROLE_NAMES, type Role } from '../core/authority/role.ts'
import { PART_LENGTHS_MAX } from '../core/resolve/resolution.ts'
import { Moment, pageOf } from './plain-fields.ts'
import { MinorSum } from './tally.ts'

/** Shapes of who works here, what they hold, and whether they may do something. */

const RoleName = z.enum(ROLE_NAMES as readonly [Role, ...Role[]])
const ActName = z.enum(ACT_NAMES as readonly [Act, ...Act[]]).meta({ id: 'ActName' })
const Login = z.string().min(1).max(100)
const Word = z.string().trim().min(1).max(100)
const Until = Moment.nullable().describe('The first moment at which it is no longer held; null for good')

/** Somebody who works here, with what they hold now. */
export const PersonNow = z
  .strictObject({
    id: z.int(),
    login: z.string(),
    name: z.string(),
    kind: z.enum(PERSON_KINDS),
    state: z.enum(PERSON_STATES),
    owner: z.string().nullable().describe('Who answers for an agent, a service account or a second account: a login'),
    roles: z.array(RoleName),
    skills: z.array(z.string()),
    credentials: z.array(z.strictObject({ credential: z.string(), until: Until })),
    own_limits: z.int().describe('Limits of this person alone, which stand in the place of the roles’'),
    away_until: Moment.nullable(),
  })
  .meta({ id: 'PersonNow' })
export type PersonNow = z.infer<typeof PersonNow>
export const PersonPage = pageOf('PersonPage', PersonNow)

const HoldName = z
  .enum(['member', 'role', 'skill', 'credential', 'limit', 'delegation', 'absence', 'supervision'])
  .meta({ id: 'HoldName' })

/** Something that somebody holds, held or will hold, with the number by which it is ended. */
const Holding = z
  .strictObject({ hold: HoldName, id: z.int(), what: z.string(), from: Moment, until: Until, holds_now: z.boolean() })
  .meta({ id: 'Holding' })
export type Holding = z.infer<typeof Holding>

const OneHandJson = z
  .strictObject({
    decision: z.string().describe('Its number, as 1101-7'),
    item: z.int().describe('Of what it is; negative of what is held as a whole'),
    gave: z.enum(['approved', 'reviewed']).describe('What the second account did'),
    first: z.string().describe('The login that had a hand in it'),
    second: z.string().describe('The login that was the second person'),
    at: z.string(),
  })
  .meta({ id: 'OneHand' })
export type OneHandJson = z.infer<typeof OneHandJson>

export const PersonStory = z
  .strictObject({
    person: PersonNow,
    held: z.array(Holding).describe('What holds now first, then what will, then what did'),
    one_hand: z
      .strictObject({ count: z.int(), newest: z.array(OneHandJson) })
      .nullable()
      .describe(
        'What two of their accounts decided as two people, before it was said whose they are: how many, and the newest hundred. Null of oneself',
      ),
  })
  .meta({ id: 'PersonStory' })
export type PersonStory = z.infer<typeof PersonStory>

/** What there is to be given and asked about here. */
export const AuthorityWords = z
  .strictObject({
    roles: z.array(z.strictObject({ role: RoleName, title: z.string() })),
    acts: z.array(z.strictObject({ act: ActName, title: z.string(), money: z.boolean(), delegable: z.boolean() })),
    queues: z.array(z.strictObject({ queue: z.string(), title: z.string() })),
    skills: z.array(z.string()),
    credentials: z.array(z.string()),
    work_types: z.array(z.string()),
    levels: z.array(z.string()).describe('How closely somebody may be supervised'),
    teams: z.array(
      z.strictObject({
        team: z.string(),
        parent: z.string().nullable().describe('The team above it'),
        roles: z
          .array(z.strictObject({ id: z.int(), role: RoleName }))
          .describe('What everybody in it and below holds'),
        members: z.array(z.string()).describe('Logins of those who are in it themselves'),
      }),
    ),
    limits: z
      .array(
        z.strictObject({
          id: z.int(),
          role: RoleName,
          act: ActName,
          measure: z.enum(MEASURES),
          days: z.int(),
          limit_minor: MinorSum,
          until: Until,
        }),
      )
      .describe('Of everybody with a role, those that hold now'),
  })
  .meta({ id: 'AuthorityWords' })
export type AuthorityWords = z.infer<typeof AuthorityWords>

/** May this person do this act? Yes, by whose right and under which limits; or every reason why not. */
export const Can = z
  .strictObject({
    allowed: z.boolean(),
    needs: z.enum(['approval', 'step_up', 'nothing']).nullable().describe('What would make it possible as it is'),
    by: z.string().nullable().describe('By whose right: `as PS`, `as SPS, in the place of Ann Lee`'),
    why_not: z.array(z.string()),
    limits: z.array(
      z.strictObject({
        measure: z.enum(MEASURES),
        days: z.int(),
        used_minor: MinorSum,
        amount_minor: MinorSum,
        limit_minor: MinorSum,
      }),
    ),
    share_percent: z
      .int()
      .min(1)
      .max(99)
      .nullable()
      .describe(
        'Of how many of a hundred such acts a second person looks at each before it counts: which, is drawn item by item; null where none is, or each',
      ),
  })
  .meta({ id: 'Can' })
export type Can = z.infer<typeof Can>

const until = z.string().max(40).optional().describe('An instant; for good when left out')
const times = { from: z.string().max(40).optional().describe('An instant; now when left out'), until }
const grant = <Hold extends string, Shape extends z.ZodRawShape>(hold: Hold, shape: Shape) =>
  z.strictObject({ change: z.literal('grant'), hold: z.literal(hold), ...shape, ...times })

const Grant = z.discriminatedUnion('hold', [
  grant('member', { team: Word, login: Login }),
  grant('role', { role: RoleName, login: Login.optional(), team: Word.optional() }),
  grant('skill', { skill: Word, login: Login }),
  grant('credential', { credential: Word, login: Login }),
  grant('limit', {
    role: RoleName.optional(),
    login: Login.optional(),
    act: ActName,
    measure: z.enum(MEASURES),
    days: z.int().min(1).max(366),
    limit_minor: z.int().min(0),
  }),
  grant('delegation', { giver: Login, login: Login, acts: z.array(ActName).min(1).max(50) }),
  grant('absence', { login: Login, why: Word }),
  grant('supervision', {
    login: Login,
    work_type: Word,
    level: z.enum(SUPERVISION_LEVELS),
    share_percent: z.int().min(1).max(99).optional(),
  }),
])

const PeopleChange = z
  .discriminatedUnion('change', [
    z.strictObject({
      change: z.literal('add_person'),
      login: Login,
      name: Word,
      kind: z.enum(PERSON_KINDS),
      owner: Login.optional(),
    }),
    z.strictObject({
      change: z.literal('set_owner'),
      login: Login,
      owner: Login.nullable().describe(
        'Whose second account it is, or who answers for it; null: a human’s first account',
      ),
    }),
    z.strictObject({ change: z.enum(['suspend', 'reactivate', 'leave']), login: Login }),
    z.strictObject({ change: z.literal('add_team'), team: Word, parent: Word.optional() }),
    z.strictObject({ change: z.literal('end'), hold: HoldName, id: z.int().min(1) }),
    Grant,
  ])
  .meta({ id: 'PeopleChange' })
export type PeopleChangeJson = z.infer<typeof PeopleChange>

export const PeopleChanges = z
  .strictObject({ changes: z.array(PeopleChange).min(1).max(200).describe('All of them or none, in this order') })
  .meta({ id: 'PeopleChanges' })

export const PeopleChanged = z
  .strictObject({
    ids: z.array(z.int()).describe('Of what was added, one for each change'),
    one_hand: z
      .int()
      .describe(
        'Of accounts that were said to be somebody’s: how many decisions they made as two people before. The person’s page lists them',
      ),
  })
  .meta({ id: 'PeopleChanged' })

export const CanQuery = z.strictObject({
  act: ActName,
  amount_minor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  queue: z.string().min(1).max(60).optional(),
  payee: z
    .string()
    .trim()
    .min(1)
    .max(PART_LENGTHS_MAX.account)
    .optional()
    .describe('The number of the account that it is about, or goes to; left out, nothing is added up by payee'),
  cluster: z
    .string()
    .regex(/^[1-9]\d{0,14}\/\d{0,9}$/, 'a receipt and a batch, as 17/0')
    .optional()
    .describe(
      'The receipt and the batch that it came in, as `17/0`, `17/` of a whole file; left out, nothing is added up by batch',
    ),
  reason: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe(
      'The reason code, or the kind of exception where the act has none; left out, nothing is added up by reason',
    ),
  made_by: z
    .string()
    .regex(/^[^,]{1,100}(,[^,]{1,100}){0,19}$/, 'logins with commas between')
    .optional()
    .describe('Who made or last edited what it is about: logins with commas between; left out, nobody did'),
})
