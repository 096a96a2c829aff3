import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress, openPasskeyWorld, refusalOf } from '../../test/samples/passkey-world.ts'
import { sessionOf } from '../../test/samples/people.ts'
import { providerBrowser } from '../../test/samples/provider.ts'
import { openProviderWorld, type ProviderWorld } from '../../test/samples/provider-world.ts'
import { SignInWays } from '../contract/passkey.ts'
import { ProviderSignedIn } from '../contract/provider-routes.ts'

/** Proving at a provider again who one is. */

let world: ProviderWorld
beforeAll(async () => {
  world = await openProviderWorld()
})
afterAll(() => world.close())

test('a server starts without its provider, says why the button cannot be used, and lets others in', async () => {
  const gone = {
    issuer: 'http://localhost:1',
    clientId: 'clearday',
    clientSecretFile: new URL(import.meta.url).pathname,
    title: 'Example ID',
  }
  const alone = await openPasskeyWorld({ signIn: { provider: gone } })
  try {
    const ways = await fetch(`${alone.serving.listening.address}/v1/sign-in-ways`)
    const { provider } = SignInWays.parse(await ways.json())
    expect(provider).toEqual({
      title: 'Example ID',
      offered: false,
      why: expect.stringContaining('Example ID does not answer'),
    })
    const begun = await alone.post('/v1/session/provider/begin', {}, { address: newAddress() })
    expect(await refusalOf(begun)).toBe('provider_not_there')
    expect((await alone.get('/v1/session', await alone.someone('aop'))).status).toBe(200)
  } finally {
    await alone.close()
  }
})

describe('a step-up at the provider', () => {
  async function known() {
    const one = await world.employee()
    expect((await world.through(one.account)).status).toBe(200)
    return { ...one, token: await sessionOf(world.serving.engine, one.id) }
  }

  async function stepUp(
    token: string,
    account: string,
    changed: (to: URLSearchParams) => void = () => {},
    browser = providerBrowser(world.provider.issuer),
  ) {
    const flow = await world.begin({ token, back: '/account' })
    const to = new URL(flow.location)
    changed(to.searchParams)
    const back = await browser.through(to.href, account)
    return { flow, response: () => world.finish(back.search.slice(1), { ...flow, token }) }
  }

  test('asks anew who one is, and gives another token', async () => {
    const { id, account, token } = await known()
    const { flow, response } = await stepUp(token, account)
    expect(Object.fromEntries(new URL(flow.location).searchParams)).toMatchObject({
      prompt: 'login',
      max_age: '300',
      state: expect.stringMatching(/^step-up\./),
    })
    const done = ProviderSignedIn.parse(await (await response()).json())
    expect(done.session.stepped_up_until).not.toBeNull()
    expect(done.back).toBe('/account')
    expect((await world.events(id)).at(-1)?.kind).toBe('stepped_up')
  })

  // Seen red with auth_time not held against the moment at which it was asked for.
  test('takes no proof of before it was asked for', async () => {
    const { id, account, token } = await known()
    const { response } = await stepUp(token, account)
    await world.sql(`update sign_in_challenge set made_at = made_at + interval '2 minutes' where used_at is null`)
    expect(await refusalOf(await response())).toBe('provider_answer_refused')
    expect(await world.whyOf(id)).toEqual(['provider proof of before'])
  })

  // Seen red with no `maxAge` asked of the library.
  test('takes no answer that does not say when it was proved', async () => {
    const { id, account, token } = await known()
    const { response } = await stepUp(token, account, to => {
      to.delete('max_age')
      to.delete('prompt')
    })
    expect(await refusalOf(await response())).toBe('provider_answer_refused')
    expect(await world.whyOf(id)).toEqual(['provider invalid response'])
  })

  // Seen red with any known account taken.
  test('takes nobody else, and no answer for a sign-in or of another session', async () => {
    const [ann, bob] = [await known(), await known()]
    expect(await refusalOf(await (await stepUp(ann.token, bob.account)).response())).toBe('provider_person_refused')
    const { flow } = await stepUp(ann.token, ann.account)
    const other = await sessionOf(world.serving.engine, ann.id)
    expect(await refusalOf(await world.finish('code=x', { ...flow, token: other }))).toBe('provider_answer_refused')
    expect(await refusalOf(await world.finish('code=x', { cookie: flow.cookie }))).toBe('provider_answer_refused')
    const signIn = await world.begin()
    const back = await providerBrowser(world.provider.issuer).through(signIn.location, ann.account)
    expect(await refusalOf(await world.finish(back.search.slice(1), { ...signIn, token: ann.token }))).toBe(
      'provider_answer_refused',
    )
  })
})
