import type { z } from 'zod'
import { type Act, ruleOf } from '../core/authority/act.ts'
import { HUMAN_ROLES, type Role } from '../core/authority/role.ts'
import type { PathName } from './paths.ts'
import type { RefusalName } from './problem.ts'

/** One operation of the API as a plain value. The server binds it, the document and the tests are made from it. */
export interface Route {
  readonly method: 'get' | 'post'
  readonly path: PathName
  /** One line for the reader of the document. */
  readonly summary: string
  readonly params?: z.ZodObject<z.ZodRawShape>
  readonly query?: z.ZodObject<z.ZodRawShape>
  readonly headers?: readonly Header[]
  /** Who may: a route without this does not compile, and the server asks before the handler is called. */
  readonly access: Access
  /** What is sent with it; nothing when left out. */
  readonly body?: 'files' | { readonly json: z.ZodObject<z.ZodRawShape> }
  readonly answer: Answer
  /** Beside those that every route has. */
  readonly refusals: readonly RefusalName[]
}

/** Who may use a route. */
export type Access =
  /** Everybody who reaches the server, and why that is right. */
  | { readonly public: string }
  /** Everybody who is signed in, whatever they hold, and why; with `stepUp` only a few minutes after they proved again who they are. */
  | { readonly signedIn: string; readonly stepUp?: 'needed' }
  /**
   * Who holds one of these roles, and may begin this act: the one function of authority is asked it before the handler is called.
   * Where the request says which act it is, or a delegation may give it, the act is `read`, and what does the act asks. `stepUp` as above.
   */
  | { readonly roles: readonly Role[]; readonly act: Act; readonly stepUp?: 'needed' }

/** For whoever may do an act by a role of their own. */
export function doing(act: Act) {
  const { roles, stepUp } = ruleOf(act)
  return { roles, act, ...(stepUp === 'needed' ? { stepUp } : {}) }
}

/** Whoever works here: which of them may, by role or in somebody’s place, decides the one function of authority. */
export const BY_AUTHORITY = { roles: HUMAN_ROLES, act: 'read' } as const satisfies Access

/** A header that an operation reads. */
export interface Header {
  readonly name: string
  readonly required: boolean
  readonly schema: z.ZodType
  /** One sentence: what it is for. */
  readonly what: string
}

export type Answer =
  | { readonly as: 'json'; readonly status: 200 | 202; readonly schema: z.ZodType }
  /** Anything else than JSON: its media type and what it is. */
  | { readonly as: 'bytes'; readonly status: 200; readonly type: string; readonly what: string }
