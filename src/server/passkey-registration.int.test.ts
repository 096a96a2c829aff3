import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FLAGS, softwareAuthenticator, type Wrong } from '../../test/samples/authenticator.ts'
import { ORIGIN, openPasskeyWorld, type PasskeyWorld, RP_ID, refusalOf } from '../../test/samples/passkey-world.ts'
import { sessionOf, steppedUp } from '../../test/samples/people.ts'
import { OpenSessions, Passkeys, SignInWays } from '../contract/passkey.ts'
import { Problem } from '../contract/problem.ts'

/** Registering passkeys, and who may see and end what. */

let world: PasskeyWorld
beforeAll(async () => {
  world = await openPasskeyWorld()
})
afterAll(() => world.close())

/** Each way to register what is no passkey of this server and this moment. */
const NOT_REGISTERED: Readonly<Record<string, Wrong>> = {
  'for a page of another origin': { origin: 'https://evil.test' },
  'for another server': { rpId: 'evil.test' },
  'without verifying who is there': { flags: FLAGS.present },
  'to a challenge that nobody gave': { challenge: 'A'.repeat(43) },
  'that is an answer to something else': { type: 'webauthn.get' },
  'from a page in a frame of another': { crossOrigin: true },
  'with an attestation that somebody would have to be asked about': { format: 'tpm' },
}

describe('a passkey is not registered', () => {
  test.each(Object.entries(NOT_REGISTERED))('%s', async (_, how) => {
    const of = await world.someone('aop')
    const { response } = await world.register(of, how)
    expect(await refusalOf(response)).toBe('passkey_refused')
    expect(Passkeys.parse(await (await world.get('/v1/passkeys', of)).json()).data).toEqual([])
  })

  test('without a proof again of who one is', async () => {
    const of = await world.someone('aop')
    const idle = { ...of, token: await sessionOf(world.serving.engine, of.id) }
    expect(await refusalOf(await world.post('/v1/passkeys/challenge', undefined, idle))).toBe('step_up_needed')
    const answer = softwareAuthenticator().make({
      challenge: (await world.registration(of)).challenge,
      rpId: RP_ID,
      origin: ORIGIN,
    })
    expect(await refusalOf(await world.post('/v1/passkeys', { name: 'x', answer }, idle))).toBe('step_up_needed')
  })

  test('by another session than the one that asked, nor by another person', async () => {
    const of = await world.someone('aop')
    const { challenge } = await world.registration(of)
    const answer = softwareAuthenticator().make({ challenge, rpId: RP_ID, origin: ORIGIN })
    const other = { ...of, token: await steppedUp(world.serving.engine, await sessionOf(world.serving.engine, of.id)) }
    expect(await refusalOf(await world.post('/v1/passkeys', { name: 'x', answer }, other))).toBe('passkey_refused')
    expect(await refusalOf(await world.post('/v1/passkeys', { name: 'x', answer }, await world.someone('aop')))).toBe(
      'passkey_refused',
    )
    expect((await world.post('/v1/passkeys', { name: 'x', answer }, of)).status).toBe(200)
  })

  test('a second time, by anybody', async () => {
    const { key } = await world.withPasskey('aop')
    const { response } = await world.register(await world.someone('aop'), {}, key)
    expect(await refusalOf(response)).toBe('passkey_refused')
  })

  test('beyond twenty', async () => {
    const of = await world.someone('aop')
    for (let n = 0; n < 20; n++) expect((await world.register(of)).response.status).toBe(200)
    const { response } = await world.register(of)
    expect(Problem.parse(await response.json()).detail).toContain('20 passkeys at most')
  })
})

describe('who may see and end what', () => {
  // Seen red with another’s passkey ended without a step-up.
  test.each([
    ['supervisor', 200, 200],
    ['engineer', 200, 200],
    ['sps', 403, 404],
    ['qc', 403, 404],
  ] as const)('a %s: sees others’ with %i, revokes them with %i', async (role, seen, revoked) => {
    const { of, passkey } = await world.withPasskey('aop')
    const by = await world.someone(role)
    const list = await fetch(`${world.serving.listening.address}/v1/passkeys?person=${of.login}`, {
      headers: { authorization: `Bearer ${by.token}` },
    })
    expect(list.status).toBe(seen)
    const idle = { ...by, token: await sessionOf(world.serving.engine, by.id) }
    const tried = await world.post(`/v1/passkeys/${passkey}/revoke`, undefined, idle)
    expect(await refusalOf(tried)).toBe(revoked === 200 ? 'step_up_needed' : 'passkey_not_found')
    expect((await world.post(`/v1/passkeys/${passkey}/revoke`, undefined, by)).status).toBe(revoked)
    const session = await fetch(`${world.serving.listening.address}/v1/session`, {
      headers: { authorization: `Bearer ${of.token}` },
    })
    expect(session.status, 'its owner is signed out with it').toBe(revoked === 200 ? 401 : 200)
  })

  // Seen red with the kind of an account not asked: a program that was given the role ended how people sign in.
  test.each(['service', 'agent'] as const)(
    'the account of a program (%s) with every role revokes nobody’s passkey',
    async kind => {
      const { of, passkey } = await world.withPasskey('aop')
      const owner = await world.someone('supervisor')
      const by = await world.someone('supervisor', 'engineer')
      await world.sql('update person set kind = $2, owner_id = $3 where id = $1', [by.id, kind, owner.id])
      const tried = await world.post(`/v1/passkeys/${passkey}/revoke`, undefined, by)
      expect(await refusalOf(tried)).toBe('passkey_not_found')
      expect((await world.get('/v1/session', of)).status, 'its owner is signed in').toBe(200)
      expect((await world.post(`/v1/passkeys/${passkey}/revoke`, undefined, owner)).status).toBe(200)
    },
  )

  test('one’s own sessions are listed and ended, nobody else’s', async () => {
    const of = await world.someone('aop')
    const other = { ...of, token: await sessionOf(world.serving.engine, of.id) }
    const { data } = OpenSessions.parse(await (await world.get('/v1/sessions', of)).json())
    expect(data.map(one => one.is).sort()).toEqual(['another', 'this'])
    const name = data.find(one => one.is === 'another')?.session
    const stranger = await world.someone('supervisor')
    expect(await refusalOf(await world.post(`/v1/sessions/${name}/end`, undefined, stranger))).toBe('session_not_found')
    expect((await world.post(`/v1/sessions/${name}/end`, undefined, of)).status).toBe(200)
    expect((await world.post('/v1/session/sign-out', undefined, other)).status).toBe(401)
    expect(OpenSessions.parse(await (await world.get('/v1/sessions', of)).json()).data).toHaveLength(1)
    expect((await world.events(of.id)).at(-1)).toEqual({ kind: 'session_ended', why: 'ended elsewhere' })
  })
})

test('the sign-in page is told whether there are passkeys, and the Host of a request changes nothing of it', async () => {
  const ways = await fetch(`${world.serving.listening.address}/v1/sign-in-ways`, { headers: { host: 'localhost' } })
  expect(SignInWays.parse(await ways.json()).passkeys).toEqual({ offered: true, why: null, at: [ORIGIN] })
})
