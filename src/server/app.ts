import { randomUUID } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { PATHS, type PathName } from '../contract/paths.ts'
import type { Route } from '../contract/route.ts'
import { ROUTES, type RouteName } from '../contract/routes.ts'
import { bindRoute, type Handler } from './bind-route.ts'
import { errorFacts } from './error-facts.ts'
import { failureRefusal } from './failure-refusal.ts'
import { handlersOf } from './handlers.ts'
import type { Live } from './live.ts'
import { onlyHosts, securityHeaders } from './protect.ts'
import { problemResponse, type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import type { StaticFiles } from './static-files.ts'

export interface AppWith {
  readonly parts: ServerParts
  readonly live: Live
  readonly web: StaticFiles
  /** Host names under which it answers, without ports. */
  readonly hosts: readonly string[]
}

interface Variables {
  /** The number of the request, in every answer and every line of the log. */
  request: string
  /** The name of its operation. */
  route: string
}

/** The whole HTTP interface as one function from request to response. */
export function createApp({ parts, live, web, hosts }: AppWith): Hono<{ Variables: Variables }> {
  const app = new Hono<{ Variables: Variables }>()
  app.use(logged(parts))
  app.use(securityHeaders)
  app.use(onlyHosts(hosts))
  const handlers: Readonly<Record<RouteName, unknown>> = handlersOf(parts, live)
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    // `handlersOf` is checked to have the right handler for each name.
    const bound = bindRoute(parts, route, handlers[name as RouteName] as Handler<Route>)
    app.on(route.method.toUpperCase(), honoPath(PATHS[route.path]), context => {
      context.set('route', name)
      return bound(context)
    })
  }
  const methods = Map.groupBy(Object.values<Route>(ROUTES), route => honoPath(PATHS[route.path]))
  for (const [path, routes] of methods) {
    const allow = routes.flatMap(route => (route.method === 'get' ? ['GET', 'HEAD'] : ['POST'])).join(', ')
    app.all(path, context => {
      const refusal = refuse('method_not_allowed', `It takes ${allow}; the document at /openapi.json says for what.`)
      const response = problemResponse(refusal, context.get('request'))
      response.headers.set('allow', allow) // RFC 9110, 15.5.6
      return response
    })
  }
  app.get('*', (context, next) => {
    const { pathname } = new URL(context.req.url)
    const meant = MEANT[pathname]
    if (meant !== undefined) return Promise.resolve(problemResponse(refuseFor(meant), context.get('request')))
    const file = /^\/v\d+\//.test(pathname) ? undefined : web(pathname, context.req.raw.headers)
    context.set('route', 'page')
    return file === undefined ? next() : Promise.resolve(file)
  })
  app.notFound(context =>
    problemResponse(
      refuse('path_not_found', 'The document at /openapi.json says what there is.'),
      context.get('request'),
    ),
  )
  app.onError((error, context) => {
    const request = context.get('request')
    const refusal = failureRefusal(error)
    if (refusal !== undefined) {
      parts.log.warn({ request, route: context.get('route'), ...errorFacts(error) }, refusal.refused)
      return problemResponse(refusal, request)
    }
    // The stack is for the log. Messages of the database may quote values, so only its code is kept.
    parts.log.error({ request, route: context.get('route'), ...errorFacts(error) }, 'a request failed')
    return problemResponse(
      refuse('defect', `Nothing was changed. Tell whoever runs this server the number ${request}; the log says more.`),
      request,
    )
  })
  return app
}

/**
 * What monitors are often told to ask: the page would be answered with 200 even where nothing is healthy, because every path
 * without an ending is the page's.
 */
const MEANT: Readonly<Record<string, PathName>> = {
  '/health': 'health',
  '/livez': 'health',
  '/ready': 'readiness',
  '/readiness': 'readiness',
}

function refuseFor(meant: PathName): Refusal {
  return refuse('path_not_found', `What you look for is at ${PATHS[meant]}.`, { nearest: [PATHS[meant]] })
}

function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

/** One line a request, with what it was for and how it went; never its path, query or body. */
function logged({ log, metrics }: ServerParts): MiddlewareHandler<{ Variables: Variables }> {
  return async (context, next) => {
    const request = randomUUID()
    const started = performance.now()
    context.set('request', request)
    context.set('route', 'unknown')
    await next()
    const seconds = (performance.now() - started) / 1000
    const route = context.get('route')
    const { status } = context.res
    context.res.headers.set('x-request-id', request)
    metrics.request({ route, status, seconds })
    const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info'
    log[level]({ request, route, method: context.req.method, status, ms: Math.round(seconds * 1000) }, 'request')
  }
}
