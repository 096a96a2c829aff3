import { z } from 'zod'
import { ROLE_NAMES, type Role } from '../core/authority/role.ts'
import { Moment } from './plain-fields.ts'

const RoleName = z.enum(ROLE_NAMES as readonly [Role, ...Role[]]).meta({ id: 'RoleName' })
const Login = z.string().min(1).max(100)

/** Who is signed in, what they are here, and until when. */
export const Session = z
  .strictObject({
    person: z.strictObject({
      id: z.int(),
      login: z.string(),
      name: z.string(),
      kind: z.enum(['human', 'agent', 'service']),
    }),
    roles: z
      .array(z.strictObject({ role: RoleName, title: z.string() }))
      .describe('What the person holds now, alone or through a team'),
    has_password: z
      .boolean()
      .describe('Whether there is a password that could be changed: who comes by a passkey or a provider has none'),
    until: Moment.describe('When the session ends unless something is asked before'),
    stepped_up_until: Moment.nullable().describe(
      'Until when risky acts need no new proof of who one is unless something is asked before; null where they need one',
    ),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

/** `token`: what a program sends from now on; null where a cookie carries it. */
export const SessionBegun = z
  .strictObject({ session: Session, token: z.string().nullable() })
  .meta({ id: 'SessionBegun' })
export type SessionBegun = z.infer<typeof SessionBegun>

export const SignedOut = z.strictObject({ status: z.literal('signed_out') }).meta({ id: 'SignedOut' })

export const For = z
  .enum(['page', 'program'])
  .optional()
  .describe(
    '`page`, when left out: the token comes as a cookie that no script can read. `program`: it stands in the answer',
  )

export const SignIn = z
  .strictObject({ login: Login, password: z.string().min(1).max(1000), for: For })
  .meta({ id: 'SignIn' })

export const DemoSignIn = z.strictObject({ login: Login, for: For }).meta({ id: 'DemoSignIn' })

export const StepUp = z
  .strictObject({
    password: z.string().min(1).max(1000).optional().describe('Left out by a demo person, who has none'),
  })
  .meta({ id: 'StepUp' })

export const NewPassword = z
  .strictObject({
    current: z.string().min(1).max(1000).describe('The password of now: a wrong one counts as at a sign-in'),
    password: z.string().min(1).max(1000),
  })
  .meta({ id: 'NewPassword' })
export type NewPassword = z.infer<typeof NewPassword>

export const PasswordChanged = z
  .strictObject({ sessions_ended: z.int().describe('One’s other sessions') })
  .meta({ id: 'PasswordChanged' })
export type PasswordChanged = z.infer<typeof PasswordChanged>

/** Somebody of the sample day's bank, whom a server that listens on its own machine alone lets anybody be. */
export const DemoPerson = z
  .strictObject({ login: z.string(), name: z.string(), role: RoleName, title: z.string() })
  .meta({ id: 'DemoPerson' })
export type DemoPerson = z.infer<typeof DemoPerson>

export const DemoPeople = z.strictObject({ data: z.array(DemoPerson) }).meta({ id: 'DemoPeople' })
