import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ACT_NAMES, type Act, ruleOf } from '../core/authority/act.ts'
import { HUMAN_ROLES } from '../core/authority/role.ts'
import { openApiDocument } from './openapi.ts'
import { PATHS, pathTo } from './paths.ts'
import type { Route } from './route.ts'
import { ROUTES, type RouteName } from './routes.ts'

const FILE = new URL('../../openapi.json', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

// CLEARDAY_WRITE_DOCS=1 writes the document anew. Seen red with a field added to `Tally`.
test('openapi.json says what the contract says', () => {
  const document = `${JSON.stringify(openApiDocument(version), null, 2)}\n`
  if (process.env.CLEARDAY_WRITE_DOCS === '1') writeFileSync(FILE, document)
  expect(readFileSync(FILE, 'utf8'), 'run this test with CLEARDAY_WRITE_DOCS=1 to write the document').toBe(document)
})

/** The routes by which each act is done that somebody may do in the place of somebody else. */
const DECIDING = ['previewItem', 'decideItem', 'previewHeld', 'decideHeld', 'previewBulk', 'commitBulk'] as const
const DONE_BY: Partial<Record<Act, readonly RouteName[]>> = {
  reassign: ['workReassign'],
  approve: ['listApprovals', 'approveDecision', 'keyDecision', 'previewBulkApproval', 'commitBulk'],
  send_back: ['returnDecision', 'returnBulk'],
  undo: ['undoItem', 'heldUndo', 'undoHeld', 'previewBulkUndo', 'commitBulk'],
  close_day: ['dayClose', 'closeDay'],
}

// Seen red with the route of reassigning for supervisors alone.
test('law: what may be given to somebody is refused to nobody by its route, whatever role they hold', () => {
  const given = ACT_NAMES.filter(act => ruleOf(act).delegable === 'yes')
  const doneBy = (act: Act) => (ruleOf(act).group === 'deciding' ? DECIDING : (DONE_BY[act] ?? []))
  expect(given.filter(act => doneBy(act).length === 0)).toEqual([])
  const refusing = given.flatMap(act =>
    doneBy(act).filter(name => {
      const { access }: Route = ROUTES[name]
      return 'roles' in access && HUMAN_ROLES.some(role => !access.roles.includes(role))
    }),
  )
  expect(refusing).toEqual([])
})

// Seen red with the first nine schemas left out: what refers to them pointed at nothing.
test('every reference of the document points at something in it', () => {
  const document = openApiDocument(version)
  const text = JSON.stringify(document)
  const { schemas } = document.components as { readonly schemas: Readonly<Record<string, unknown>> }
  const missing = [...text.matchAll(/"#\/components\/schemas\/([^"]*)"/g)]
    .map(match => match[1] ?? '')
    .filter(name => schemas[name] === undefined)
  expect(missing).toEqual([])
  expect(text).not.toContain('$defs')
})

// Seen red with the path of a receipt given to its faults too.
test('no two operations share a method and a path, and every hole of a path is a parameter', () => {
  const operations = Object.values(ROUTES).map(route => `${route.method} ${PATHS[route.path]}`)
  expect(operations.filter((one, index) => operations.indexOf(one) !== index)).toEqual([])
  for (const route of Object.values(ROUTES)) {
    const holes = [...PATHS[route.path].matchAll(/\{(\w+)\}/g)].map(match => match[1])
    expect('params' in route ? Object.keys(route.params.shape) : []).toEqual(holes)
  }
})

test('a path is filled and its query written out', () => {
  expect(pathTo('itemImage', { item: 67108866, side: 'front' })).toBe('/v1/items/67108866/images/front')
  expect(pathTo('exceptions', {}, { kind: 'account closed', cursor: undefined, limit: 20 })).toBe(
    '/v1/exceptions?kind=account%20closed&limit=20',
  )
})

// Seen red with every operation that posts said to take a file, and with the header not said: a client made from the document was
// refused.
test('what changes something takes the header that no other site can send, and the body that its route says', () => {
  const { paths } = openApiDocument(version) as {
    paths: Record<string, { post?: { parameters: { name: string; required: boolean }[]; requestBody?: unknown } }>
  }
  const posts = Object.values<Route>(ROUTES).filter(route => route.method === 'post')
  expect(posts.length).toBeGreaterThan(4)
  for (const { path, body } of posts) {
    const { post } = paths[PATHS[path]] ?? {}
    expect(post?.parameters).toContainEqual(expect.objectContaining({ name: 'clearday-request', required: true }))
    expect(post?.requestBody === undefined).toBe(body === undefined)
  }
})
