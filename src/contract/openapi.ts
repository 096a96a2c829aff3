import { z } from 'zod'
import { ROLES } from '../core/authority/role.ts'
import { PATHS, REQUEST_HEADER } from './paths.ts'
import { Problem, REFUSALS, type RefusalName } from './problem.ts'
import type { Access, Header, Route } from './route.ts'
import { ROUTES } from './routes.ts'

type Json = { readonly [key: string]: unknown }

/** Refusals that any operation can answer with. */
const EVERYWHERE: readonly RefusalName[] = ['host_not_allowed', 'request_invalid', 'busy', 'not_ready', 'defect']

/** The OpenAPI 3.1 document of the contract. The same contract gives the same text. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    const at = PATHS[route.path]
    paths[at] = { ...paths[at], [route.method]: operationOf(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Clearday',
      version,
      description:
        'Read what came in, what became of it and by when what must happen; and give files in. Amounts are integer minor units. Personal data is masked. A refusal is a problem document (RFC 9457) whose type ends in its name.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    security: [{ token: [] }],
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The token of a session, from POST /v1/session. Pages send it as a cookie that no script can read.',
        },
      },
      schemas: schemasOf(),
    },
  }
}

function operationOf(name: string, route: Route): Json {
  const parameters = [...parametersOf('path', route.params), ...parametersOf('query', route.query), ...headersOf(route)]
  return {
    operationId: name,
    summary: route.summary,
    description: whoMay(route.access),
    ...('public' in route.access ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: bodyOf(route.body) }),
    responses: { [route.answer.status]: answerOf(route), ...refusalsOf(route) },
  }
}

function whoMay(access: Access): string {
  if ('public' in access) return `Without a session. ${access.public}.`
  if ('signedIn' in access) return `For everybody who is signed in. ${access.signedIn}.`
  const step = access.stepUp === undefined ? '' : ' The password is given again before.'
  return `For: ${access.roles.map(role => ROLES[role]).join(', ')}.${step}`
}

function bodyOf(body: NonNullable<Route['body']>): Json {
  if (body === 'files') return UPLOAD_BODY
  return { required: true, content: { 'application/json': { schema: refTo(body.json) } } }
}

const BINARY = { schema: { type: 'string', format: 'binary' } }
const UPLOAD_BODY = {
  required: true,
  content: {
    'application/octet-stream': BINARY,
    'multipart/form-data': {
      schema: { type: 'object', properties: { file: { type: 'array', items: BINARY.schema } }, required: ['file'] },
    },
  },
}

function answerOf(route: Route): Json {
  const { answer } = route
  if (answer.as === 'bytes')
    return { description: answer.what, content: { [answer.type]: { schema: { type: 'string' } } } }
  return { description: route.summary, content: { 'application/json': { schema: refTo(answer.schema) } } }
}

/** One response per status; its description names the refusals that come with it. */
function refusalsOf(route: Route): Json {
  const names = [...new Set([...EVERYWHERE, ...guardRefusals(route), ...route.refusals])]
  const byStatus = Map.groupBy(names, name => REFUSALS[name].status)
  return Object.fromEntries(
    [...byStatus].map(([status, found]) => [
      status,
      {
        description: found.map(name => `\`${name}\`: ${REFUSALS[name].title}.`).join(' '),
        content: { 'application/problem+json': { schema: refTo(Problem) } },
      },
    ]),
  )
}

/** What the guard may answer before the operation is asked. */
function guardRefusals({ method, access, body }: Route): readonly RefusalName[] {
  return [
    ...(method === 'get' ? [] : (['request_header_missing', 'origin_not_allowed'] as const)),
    ...('public' in access ? [] : (['not_signed_in'] as const)),
    ...('roles' in access ? (['not_allowed'] as const) : []),
    ...('roles' in access && access.stepUp !== undefined ? (['step_up_needed'] as const) : []),
    ...(typeof body === 'object' ? (['body_too_large'] as const) : []),
  ]
}

const GUARD_HEADER: Header = {
  name: REQUEST_HEADER,
  required: true,
  schema: z.literal('1'),
  what: 'A page of another site cannot send it without being asked first, so it cannot act in a person’s name',
}

function headersOf({ method, headers = [] }: Route): readonly Json[] {
  const all = method === 'get' ? headers : [GUARD_HEADER, ...headers]
  return all.map(({ name, required, schema, what }) => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
    return { name, in: 'header', required, description: what, schema: rest }
  })
}

function parametersOf(place: 'path' | 'query', shape: Route['params']): readonly Json[] {
  if (shape === undefined) return []
  const schema = z.toJSONSchema(shape, {
    io: 'input',
    reused: 'inline',
    override: context => void Reflect.deleteProperty(context.jsonSchema, 'id'),
  }) as Json
  const required = Array.isArray(schema.required) ? schema.required : []
  const properties = inlined(schema.properties, isJson(schema.$defs) ? schema.$defs : {})
  return Object.entries(isJson(properties) ? properties : {}).map(([name, property]) => {
    const { description, ...rest } = isJson(property) ? property : {}
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

/** Parameters are few and small: what they refer to is written out. */
function inlined(value: unknown, defs: Json): unknown {
  if (Array.isArray(value)) return value.map(one => inlined(one, defs))
  if (!isJson(value)) return value
  const name = typeof value.$ref === 'string' ? value.$ref.replace('#/$defs/', '') : undefined
  const { $ref: _, ...rest } = value
  const merged = name === undefined ? value : { ...(isJson(defs[name]) ? defs[name] : {}), ...rest }
  return Object.fromEntries(Object.entries(merged).map(([key, one]) => [key, inlined(one, defs)]))
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const refOf = (id: string) => `#/components/schemas/${id}`

/** Every answer has a name of its own (`meta`), so that clients get types with names. */
function refTo(schema: z.ZodType): Json {
  return { $ref: refOf(z.globalRegistry.get(schema)?.id ?? '') }
}

/** The named schemas, in the order of their names. */
function schemasOf(): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: refOf, io: 'output' })
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([id, { $schema: _, $id: __, id: ___, ...schema }]) => [id, schema] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
