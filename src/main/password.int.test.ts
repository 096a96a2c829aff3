import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { clearday, type Ended, makeFolder } from '../../test/samples/command-line.ts'
import { addPerson } from '../../test/samples/people.ts'
import { signIn } from '../engine/sign-in.ts'
import { Config, institutionOf } from './config.ts'
import { type OpenEngine, openEngine } from './open-engine.ts'

/** `clearday password`: the one way in that needs nobody who is signed in. */
const root = makeFolder()
let database: TestDatabase
let open: OpenEngine

beforeAll(async () => {
  database = await createTestDatabase()
  const institution = institutionOf(Config.parse({}))
  open = await openEngine({ dataDir: join(root, 'own'), institution, environment: { DATABASE_URL: database.url } })
  await addPerson(open.engine, { login: 'ann', roles: ['supervisor'] })
})
afterAll(async () => {
  await open.close()
  await database.drop()
  rmSync(root, { recursive: true, force: true })
})

function password(login: string, line: string): Promise<Ended> {
  const environment = { DATABASE_URL: database.url }
  return clearday(['password', login, '--data', join(root, 'data')], { environment, input: Buffer.from(line) })
}

// Seen red with a password that was told and not kept.
test('a password that is piped in is the one to sign in with, and is shown nowhere', async () => {
  const set = await password('ann', 'a sentence of her own\n')
  expect(set).toMatchObject({ code: 0, err: '' })
  expect(set.out).toBe('ann signs in with the new password from now on.\n')
  const credentials = { login: 'ann', password: 'a sentence of her own', address: '127.0.0.1' }
  expect(await signIn(open.engine, credentials)).toHaveProperty('token')
})

// Seen red with five characters that were enough.
test('a password that will not do, and a login that there is not, are refused with a sentence', async () => {
  const short = await password('ann', 'short\n')
  expect(short.code).toBe(2)
  expect(short.err).toMatch(/at least 12 characters/)
  const none = await password('ann', '')
  expect([none.code, none.err]).toEqual([2, expect.stringMatching(/No password came on standard input/)])
  const nobody = await password('nobody', 'a sentence of her own\n')
  expect(nobody.code).toBe(2)
  expect(nobody.err).toMatch(/There is nobody with the login nobody/)
})
