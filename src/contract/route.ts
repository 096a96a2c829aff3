import type { z } from 'zod'
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
  readonly answer: Answer
  /** Beside those that every route has. */
  readonly refusals: readonly RefusalName[]
}

export type Answer =
  | { readonly as: 'json'; readonly status: 200 | 202; readonly schema: z.ZodType }
  /** Anything else than JSON: its media type and what it is. */
  | { readonly as: 'bytes'; readonly status: 200; readonly type: string; readonly what: string }
