import type { ROUTES } from '../contract/routes.ts'
import { ROLES } from '../core/authority/role.ts'
import { signIn, stepUp } from '../engine/sign-in.ts'
import { demoPeople, signInDemo, stepUpDemo } from '../engine/sign-in-demo.ts'
import { type NewToken, signOut } from '../engine/sign-in-session.ts'
import type { SignInRefusal } from '../engine/sign-in-throttle.ts'
import { type Asked, type Handler, WithHeaders } from './bind-route.ts'
import { refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { begunAnswer, cookieAt, refusalOf, sessionJson } from './session-answer.ts'
import { isProgram, noCookie } from './session-token.ts'

type Routes = typeof ROUTES
type SignInRoutes = 'session' | 'signIn' | 'stepUp' | 'signOut' | 'demoPeople' | 'demoSignIn'

/** Signing in and out, and who one is. */
export function signInHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    session: ({ as }) => sessionJson(parts, as),
    signIn: async asked => {
      const { login, password, for: whom } = asked.body
      const begun = await signIn(engine, { login, password, address: asked.address })
      return 'refused' in begun ? refusalOf(begun) : begunAnswer(parts, asked, begun, whom ?? 'page')
    },
    stepUp: async asked => {
      const begun = await steppedUp(parts, asked)
      if (begun === undefined) return refuse('not_signed_in', 'The session was over meanwhile. Sign in again.')
      if ('refused' in begun) return refusalOf(begun)
      return begunAnswer(parts, asked, begun, isProgram(asked.request) ? 'program' : 'page')
    },
    signOut: async ({ as, request }) => {
      await signOut(engine, as)
      return new WithHeaders({ status: 'signed_out' }, { 'set-cookie': noCookie(cookieAt(parts, request)) })
    },
    demoPeople: async () => {
      const people = parts.signIn.demo === 'offered' ? await demoPeople(engine) : []
      return { data: people.map(one => ({ ...one, title: ROLES[one.role] })) }
    },
    demoSignIn: async asked => {
      const { login, for: whom } = asked.body
      if (parts.signIn.demo !== 'offered') return NO_DEMO
      const begun = await signInDemo(engine, { login, address: asked.address })
      return begun === undefined ? NO_DEMO : begunAnswer(parts, asked, begun, whom ?? 'page')
    },
  } satisfies { readonly [Name in SignInRoutes]: Handler<Routes[Name]> }
}

const NO_DEMO = refuse(
  'demo_not_offered',
  'Demo people are there only where Clearday made a sample day and listens to its own machine alone. Sign in with a login and a password.',
)

async function steppedUp(
  { engine, signIn: { demo } }: ServerParts,
  { as, body, address }: Asked<Routes['stepUp']>,
): Promise<NewToken | SignInRefusal | undefined> {
  if (body.password !== undefined) return stepUp(engine, as, { password: body.password, address })
  const begun = demo === 'offered' ? await stepUpDemo(engine, as) : undefined
  return begun ?? { refused: 'sign_in_failed', why: 'Give the password.' }
}
