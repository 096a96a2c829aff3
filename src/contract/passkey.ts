import { z } from 'zod'
import { Moment } from './plain-fields.ts'
import { For } from './session.ts'

/** Names as WebAuthn writes them (5.1.8 to 5.1.10): they go to the browser and come from it as they are. */
const Base64Url = (characters: number) =>
  z
    .string()
    .min(1)
    .max(characters)
    .regex(/^[A-Za-z0-9_-]+$/, 'base64url without padding')
const Credential = { id: Base64Url(1400), rawId: Base64Url(1400).optional(), type: z.literal('public-key').optional() }
const KnownCredential = z.strictObject({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()),
})
const Challenge = z.string().describe('Good once, for five minutes, for this alone')

/** What `navigator.credentials.get` takes. */
export const PasskeyAsked = z
  .strictObject({
    challenge: Challenge,
    timeout: z.int(),
    rpId: z.string(),
    userVerification: z.literal('required'),
    allowCredentials: z.array(KnownCredential).describe('Empty at a sign-in: the authenticator knows whose it is'),
  })
  .meta({ id: 'PasskeyAsked' })
export type PasskeyAsked = z.infer<typeof PasskeyAsked>

/** What `navigator.credentials.create` takes. */
export const PasskeyToMake = z
  .strictObject({
    challenge: Challenge,
    timeout: z.int(),
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
    authenticatorSelection: z.strictObject({
      residentKey: z.literal('required'),
      requireResidentKey: z.literal(true),
      userVerification: z.literal('required'),
    }),
    attestation: z.literal('none'),
    excludeCredentials: z.array(KnownCredential),
  })
  .meta({ id: 'PasskeyToMake' })
export type PasskeyToMake = z.infer<typeof PasskeyToMake>

/** What browsers add besides is left out: nothing of it is believed. */
const PasskeyAnswer = z
  .object({
    ...Credential,
    response: z.object({
      clientDataJSON: Base64Url(8_000),
      authenticatorData: Base64Url(8_000),
      signature: Base64Url(4_000),
      userHandle: Base64Url(100).nullish(),
    }),
  })
  .meta({ id: 'PasskeyAnswer' })

const NewPasskeyAnswer = z
  .object({
    ...Credential,
    response: z.object({
      clientDataJSON: Base64Url(8_000),
      attestationObject: Base64Url(40_000),
      transports: z.array(z.string().max(40)).max(10).optional(),
    }),
  })
  .meta({ id: 'NewPasskeyAnswer' })

export const PasskeySignIn = z.strictObject({ answer: PasskeyAnswer, for: For }).meta({ id: 'PasskeySignIn' })
export const PasskeyStepUp = z.strictObject({ answer: PasskeyAnswer }).meta({ id: 'PasskeyStepUp' })

export const PasskeyToRegister = z
  .strictObject({
    name: z.string().trim().min(1).max(60).describe('What its owner calls it'),
    answer: NewPasskeyAnswer,
  })
  .meta({ id: 'PasskeyToRegister' })

export const PasskeyRegistered = z.strictObject({ passkey: z.int() }).meta({ id: 'PasskeyRegistered' })

export const PasskeyRevoked = z
  .strictObject({ passkey: z.int(), sessions_ended: z.int().describe('Other sessions of its owner') })
  .meta({ id: 'PasskeyRevoked' })

export const Passkey = z
  .strictObject({
    id: z.int(),
    name: z.string(),
    created_at: Moment,
    used_at: Moment.nullable().describe('When somebody signed in with it last; null where nobody did'),
    revoked_at: Moment.nullable(),
  })
  .meta({ id: 'Passkey' })
export type Passkey = z.infer<typeof Passkey>

export const Passkeys = z.strictObject({ data: z.array(Passkey) }).meta({ id: 'Passkeys' })
export type Passkeys = z.infer<typeof Passkeys>

/** A way to sign in that may not be there just now; `why` is then the sentence that says why. */
const Way = z.strictObject({ offered: z.boolean(), why: z.string().nullable() })
export const SignInWays = z
  .strictObject({
    passkeys: Way.extend({
      at: z.array(z.string()).describe('The addresses at which they work; none where they are not offered'),
    }),
    provider: Way.extend({ title: z.string() }).nullable().describe('Null where none is configured'),
  })
  .meta({ id: 'SignInWays' })
export type SignInWays = z.infer<typeof SignInWays>

export const OpenSession = z
  .strictObject({
    session: z.string().describe('Enough to name it'),
    is: z.enum(['this', 'another']),
    how: z.enum(['password', 'demo', 'passkey', 'provider']),
    address: z.string().describe('Where the sign-in came from'),
    signed_in_at: Moment,
    last_seen_at: Moment,
    until: Moment,
  })
  .meta({ id: 'OpenSession' })
export type OpenSession = z.infer<typeof OpenSession>

export const OpenSessions = z.strictObject({ data: z.array(OpenSession) }).meta({ id: 'OpenSessions' })
export type OpenSessions = z.infer<typeof OpenSessions>

export const SessionEnded = z.strictObject({ session: z.string() }).meta({ id: 'SessionEnded' })
