import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { PROBLEM_PREFIX, Problem } from '../contract/problem.ts'

let server: SampleServer

beforeAll(async () => {
  server = await openSampleServer(100)
})
afterAll(() => server.close())

// Seen red with the error's message as the detail.
test('a failure inside tells the client a number, and the log where it was, but neither what a statement held', async () => {
  await server.engine.database.pool.query('alter table receipt rename to was_receipt')
  const response = await server.ask('/v1/receipts?source=SECRET-SOURCE')
  await server.engine.database.pool.query('alter table was_receipt rename to receipt')
  const problem = Problem.parse(await response.json())
  expect(response.status).toBe(500)
  expect(problem.type).toBe(`${PROBLEM_PREFIX}defect`)
  expect(JSON.stringify(problem)).not.toMatch(/relation|receipt"|SECRET|\.ts/)
  const logged = server
    .log()
    .split('\n')
    .find(line => line.includes(problem.request) && line.includes('42P01'))
  expect(logged).toMatch(/receipt-page\.ts/)
  expect(server.log()).not.toMatch(/SECRET|does not exist/)
})

// Seen red with readiness answered without asking the database.
test('without its database it is alive and not ready', async () => {
  await server.engine.database.pool.query('alter table event_link rename to was_link')
  const [alive, ready] = await Promise.all([server.ask('/healthz'), server.ask('/readyz')])
  await server.engine.database.pool.query('alter table was_link rename to event_link')
  expect(alive.status).toBe(200)
  expect(ready.status).toBe(503)
  expect(Problem.parse(await ready.json()).type).toBe(`${PROBLEM_PREFIX}not_ready`)
  expect((await server.ask('/readyz')).status).toBe(200)
})
