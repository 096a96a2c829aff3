import type { Context } from 'hono'
import type { z } from 'zod'
import type { Route } from '../contract/route.ts'
import { isRefusal, problemResponse, type Refusal, refuse } from './refusal.ts'

type Parsed<R, Part extends 'params' | 'query'> = R extends { readonly [P in Part]: infer Schema extends z.ZodType }
  ? z.infer<Schema>
  : Readonly<Record<never, never>>
type AnswerOf<R> = R extends {
  readonly answer: { readonly as: 'json'; readonly schema: infer Schema extends z.ZodType }
}
  ? z.input<Schema>
  : Response

/** What a handler gets: checked, and typed as its route says. */
export interface Asked<R> {
  readonly params: Parsed<R, 'params'>
  readonly query: Parsed<R, 'query'>
  readonly request: Request
  /** The number of the request. */
  readonly id: string
}

/** Answers a route, with a value of its schema or with one of the refusals that it names. */
export type Handler<R> = (asked: Asked<R>) => Promise<AnswerOf<R> | Refusal>

/** Makes the function that Hono calls for a route: it checks what is asked, calls the handler, writes the answer. */
export function bindRoute<R extends Route>(route: R, handler: Handler<R>): (context: Context) => Promise<Response> {
  return async context => {
    const id: string = context.get('request')
    const params = parse(route.params, context.req.param())
    const query = parse(route.query, onceEach(context.req.queries()))
    if (isRefusal(params)) return problemResponse(params, id)
    if (isRefusal(query)) return problemResponse(query, id)
    // Both were parsed by the route's own schemas, whose types `Asked` repeats.
    const asked = { params, query, request: context.req.raw, id } as Asked<R>
    const answer = await handler(asked)
    if (isRefusal(answer)) return problemResponse(answer, id)
    if (answer instanceof Response) return answer
    return Response.json(answer, { status: route.answer.status })
  }
}

/** The values of the query. One that is given twice stays a list, which no schema takes: neither is meant more than the other. */
function onceEach(given: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(given).map(([name, all]) => [name, all.length === 1 ? all[0] : all]))
}

function parse(schema: z.ZodType | undefined, given: unknown): unknown | Refusal {
  if (schema === undefined) return {}
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  const name = first?.path.join('.') ?? ''
  // The value itself is not repeated: it may be what somebody searched for.
  return refuse(
    'request_invalid',
    `${name === '' ? 'The request' : name}: ${first?.message ?? 'not as the contract says'}.`,
  )
}
