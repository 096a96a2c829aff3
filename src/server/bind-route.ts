import type { Context } from 'hono'
import type { z } from 'zod'
import type { Route } from '../contract/route.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { guard, type Passed } from './guard.ts'
import { issueSentence, readJsonBody } from './json-body.ts'
import { isRefusal, problemResponse, type Refusal, refuse } from './refusal.ts'
import { requestAddress } from './request-address.ts'
import type { ServerParts } from './server-parts.ts'

type Parsed<R, Part extends 'params' | 'query'> = R extends { readonly [P in Part]: infer Schema extends z.ZodType }
  ? z.infer<Schema>
  : Readonly<Record<never, never>>
type BodyOf<R> = R extends { readonly body: { readonly json: infer Schema extends z.ZodType } }
  ? z.infer<Schema>
  : undefined
type AnswerOf<R> = R extends {
  readonly answer: { readonly as: 'json'; readonly schema: infer Schema extends z.ZodType }
}
  ? z.input<Schema> | WithHeaders<z.input<Schema>> | KeptAnswer
  : Response

/** What a handler gets: checked, and typed as its route says. */
export interface Asked<R> {
  readonly params: Parsed<R, 'params'>
  readonly query: Parsed<R, 'query'>
  readonly body: BodyOf<R>
  /** Who asks; nobody on a public route. */
  readonly as: R extends { readonly access: { readonly public: string } } ? undefined : SignedIn
  /** Where the request comes from. */
  readonly address: string
  readonly request: Request
  /** The number of the request. */
  readonly id: string
}

/** An answer of JSON with headers of its own. */
export class WithHeaders<Answer> {
  readonly answer: Answer
  readonly headers: Readonly<Record<string, string>> | Headers

  constructor(answer: Answer, headers: Readonly<Record<string, string>> | Headers) {
    this.answer = answer
    this.headers = headers
  }
}

/** An answer that was kept with the key of its request, and is sent letter for letter as it was the first time. */
export class KeptAnswer {
  readonly status: number
  readonly json: string

  constructor(status: number, json: string) {
    this.status = status
    this.json = json
  }
}

/** Answers a route, with a value of its schema or with one of the refusals that it names. */
export type Handler<R> = (asked: Asked<R>) => Promise<AnswerOf<R> | Refusal>

/**
 * Makes the function that Hono calls for a route: it asks the guard, checks what is asked, calls the handler, writes the answer.
 * The guard comes first: whoever may not ask learns nothing of what is wrong with the question.
 */
export function bindRoute<R extends Route>(
  parts: Pick<ServerParts, 'engine' | 'signIn'>,
  route: R,
  handler: Handler<R>,
): (context: Context) => Promise<Response> {
  return async context => {
    const id: string = context.get('request')
    const request = context.req.raw
    const passed = await guard(parts, route, request)
    if (isRefusal(passed)) return problemResponse(passed, id)
    const given = await readGiven(route, context)
    if (isRefusal(given)) return problemResponse(given, id)
    const address = requestAddress(request, context.env, parts.signIn.proxies)
    // Everything was parsed by the route's own schemas, and the guard found out who asks: the types of `Asked` repeat both.
    const asked = { ...given, as: (passed as Passed).as, address, request, id } as Asked<R>
    return answerOf(route, await handler(asked), id)
  }
}

function answerOf(route: Route, answer: unknown, id: string): Response {
  if (isRefusal(answer)) return problemResponse(answer, id)
  if (answer instanceof Response) return answer
  const { status } = route.answer
  if (answer instanceof KeptAnswer) {
    const type = answer.status < 400 ? 'application/json' : 'application/problem+json'
    return new Response(answer.json, { status: answer.status, headers: { 'content-type': type } })
  }
  if (answer instanceof WithHeaders) return Response.json(answer.answer, { status, headers: answer.headers })
  return Response.json(answer, { status })
}

async function readGiven(route: Route, context: Context) {
  const params = parse(route.params, context.req.param())
  if (isRefusal(params)) return params
  const query = parse(route.query, onceEach(context.req.queries()))
  if (isRefusal(query)) return query
  if (typeof route.body !== 'object') return { params, query }
  const body = await readJsonBody(context.req.raw, route.body.json)
  return isRefusal(body) ? body : { params, query, body: body.value }
}

/** The values of the query. One that is given twice stays a list, which no schema takes: neither is meant more than the other. */
function onceEach(given: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(given).map(([name, all]) => [name, all.length === 1 ? all[0] : all]))
}

function parse(schema: z.ZodType | undefined, given: unknown): unknown | Refusal {
  if (schema === undefined) return {}
  const parsed = schema.safeParse(given)
  return parsed.success ? parsed.data : refuse('request_invalid', issueSentence(parsed.error))
}
