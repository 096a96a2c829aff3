import { z } from 'zod'
import { IDEMPOTENCY_KEY_HEADER } from './idempotency-key.ts'
import type { RefusalName } from './problem.ts'
import { doing, type Route } from './route.ts'
import { Session } from './session.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const

const Back = z
  .string()
  .max(2000)
  .optional()
  .describe('A path of this server on which the page goes on; another leads to the first page')
const ProviderBegin = z.strictObject({ back: Back }).meta({ id: 'ProviderBegin' })

export const ProviderBegun = z
  .strictObject({ location: z.string().describe('Where the browser goes now') })
  .meta({ id: 'ProviderBegun' })
export type ProviderBegun = z.infer<typeof ProviderBegun>

/** What the provider sent the browser back with, as it stands behind the question mark. */
const ProviderAnswer = z.strictObject({ query: z.string().min(1).max(8000) }).meta({ id: 'ProviderAnswer' })

export const ProviderSignedIn = z
  .strictObject({ session: Session, back: z.string().describe('Where the page goes on: a path of this server') })
  .meta({ id: 'ProviderSignedIn' })
export type ProviderSignedIn = z.infer<typeof ProviderSignedIn>

const ProviderIdentityToEnd = z
  .strictObject({ login: z.string().min(1).max(100) })
  .meta({ id: 'ProviderIdentityToEnd' })
const ProviderIdentityEnded = z
  .strictObject({ login: z.string(), ended: z.int().describe('How many: 0 where there was none') })
  .meta({ id: 'ProviderIdentityEnded' })

const STEP_UP = { signedIn: 'Everybody may prove again who they are' }
const ASKED = ['provider_not_there', 'sign_in_busy'] as const satisfies readonly RefusalName[]
const FAILED = [
  'sign_in_locked',
  'provider_not_there',
  'provider_answer_refused',
  'provider_person_refused',
] as const satisfies readonly RefusalName[]

/** The operations by which somebody signs in at a provider of OpenID Connect. */
export const PROVIDER_ROUTES = {
  providerBegin: {
    method: 'post',
    path: 'providerBegin',
    access: { public: 'Nobody is signed in before; it opens nothing but the way to the configured sign-in service' },
    summary:
      'Begins a sign-in at the provider: where the browser goes, and a cookie by which it is known when it comes back',
    body: { json: ProviderBegin },
    answer: json(ProviderBegun),
    refusals: ASKED,
  },
  providerSignIn: {
    method: 'post',
    path: 'providerSession',
    access: {
      public: 'Nobody is signed in before; it takes the answer of the provider and of this very browser, once',
    },
    summary: 'Ends a sign-in at the provider with what it sent the browser back with',
    body: { json: ProviderAnswer },
    answer: json(ProviderSignedIn),
    refusals: FAILED,
  },
  providerStepUpBegin: {
    method: 'post',
    path: 'providerStepUpBegin',
    access: STEP_UP,
    summary: 'Begins a proof again of who one is, at the provider, which asks for it anew',
    body: { json: ProviderBegin },
    answer: json(ProviderBegun),
    refusals: ASKED,
  },
  providerStepUp: {
    method: 'post',
    path: 'providerStepUp',
    access: STEP_UP,
    summary: 'Ends it: a new token, as of the other step-ups, where the provider says that it is proved just now',
    body: { json: ProviderAnswer },
    answer: json(ProviderSignedIn),
    refusals: FAILED,
  },
  endProviderIdentity: {
    method: 'post',
    path: 'providerIdentityEnd',
    access: doing('manage_people'),
    summary:
      'Ends who somebody is to the provider, so that another account there is bound to them at its first sign-in',
    headers: [
      {
        name: IDEMPOTENCY_KEY_HEADER,
        required: true,
        schema: z.string().max(255),
        what: 'A key of its own for each thing that is to happen: sent again with the same, it has one effect and the first answer',
      },
    ],
    body: { json: ProviderIdentityToEnd },
    answer: json(ProviderIdentityEnded),
    refusals: [
      'person_not_found',
      'idempotency_key_missing',
      'idempotency_key_invalid',
      'idempotency_key_reused',
      'request_in_progress',
    ],
  },
} as const satisfies Readonly<Record<string, Route>>
