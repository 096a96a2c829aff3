import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newAddress, refusalOf } from '../../test/samples/passkey-world.ts'
import { sessionOf } from '../../test/samples/people.ts'
import { CLIENT, providerBrowser, type SampleProvider } from '../../test/samples/provider.ts'
import { CALLBACK, openProviderWorld, type ProviderWorld } from '../../test/samples/provider-world.ts'
import { SignInWays } from '../contract/passkey.ts'
import { Problem } from '../contract/problem.ts'
import { ProviderSignedIn } from '../contract/provider-routes.ts'
import { proveDay } from '../engine/prove-day.ts'

/** Signing in at a real provider of OpenID Connect, redirect by redirect. */

let world: ProviderWorld
beforeAll(async () => {
  world = await openProviderWorld()
})
afterAll(() => world.close())
afterEach(() => {
  world.provider.says = undefined
})

test('the browser goes to the provider with PKCE, state, nonce and the one address back, and comes back signed in', async () => {
  const { id, login, account } = await world.employee()
  const flow = await world.begin({ back: '/exceptions?pack=ach' })
  const asked = new URL(flow.location)
  expect(asked.origin).toBe(world.provider.issuer)
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    ...{ response_type: 'code', client_id: 'clearday', redirect_uri: CALLBACK, scope: 'openid email' },
    ...{ code_challenge_method: 'S256', code_challenge: expect.stringMatching(/^[\w-]{43}$/) },
    ...{ state: expect.stringMatching(/^sign-in\.[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/) },
  })
  expect(flow.cookie).toMatch(/^__Host-clearday-flow=[\w-]{43}$/)
  const back = await providerBrowser(world.provider.issuer).through(flow.location, account)
  const response = await world.finish(back.search.slice(1), flow)
  expect(ProviderSignedIn.parse(await response.json())).toMatchObject({
    session: { person: { login } },
    back: '/exceptions?pack=ach',
  })
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-clearday=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
    expect.stringMatching(/^__Host-clearday-flow=; Max-Age=0; /),
  ])
  expect((await world.events(id)).map(one => one.kind)).toEqual(['provider_identity_bound', 'signed_in'])
  expect((await proveDay(world.serving.engine)).problems).toEqual([])
})

/** Each answer that is none, and why the log says so. Seen red with the state not asked, with one secret for all browsers, and with the ID token’s signature not verified. */
const REFUSED: Readonly<Record<string, readonly [why: string, (account: string) => Promise<Response>]>> = {
  'another state': [
    'provider invalid response',
    account => world.through(account, { answered: back => back.set('state', `sign-in.${'A'.repeat(43)}`) }),
  ],
  'no state': [
    'provider invalid response',
    account => world.through(account, { answered: back => back.delete('state') }),
  ],
  'another nonce': [
    'provider jwt claim comparison failed',
    account => world.through(account, { asked: to => to.set('nonce', 'x'.repeat(43)) }),
  ],
  'another issuer (mix-up)': [
    'provider invalid response',
    account => world.through(account, { answered: back => back.set('iss', 'https://evil.test') }),
  ],
  'no issuer, of a provider that names itself': [
    'provider invalid response',
    account => world.through(account, { answered: back => back.delete('iss') }),
  ],
  'a code that was asked for with another verifier': [
    'provider response body error',
    account => world.through(account, { asked: to => to.set('code_challenge', 'x'.repeat(43)) }),
  ],
  'a code that nobody gave': [
    'provider response body error',
    account => world.through(account, { answered: back => back.set('code', 'x'.repeat(43)) }),
  ],
  'two codes': [
    'provider invalid response',
    account => world.through(account, { answered: back => back.append('code', 'x') }),
  ],
  'a refusal of the provider': ['provider authorization response error', () => world.through('')],
  'an ID token that is over': ['provider jwt timestamp check failed', saying({ claims: { exp: 1_700_000_000 } })],
  'an ID token of another issuer': [
    'provider jwt claim comparison failed',
    saying({ claims: { iss: 'https://evil.test' } }),
  ],
  'an ID token for another client': ['provider jwt claim comparison failed', saying({ claims: { aud: 'another' } })],
  'an ID token without a name': ['provider invalid response', saying({ claims: { sub: undefined } })],
  'an ID token that another signed': ['provider invalid response', saying({ claims: {}, key: 'another' })],
  'the answer to another browser': [
    'provider invalid response',
    async account => {
      const [hers, his] = [await world.begin(), await world.begin()]
      const back = await providerBrowser(world.provider.issuer).through(hers.location, account)
      return world.finish(back.search.slice(1), his)
    },
  ],
  'an answer without the cookie of who asked': [
    'provider challenge',
    async account => {
      const back = await providerBrowser(world.provider.issuer).through((await world.begin()).location, account)
      return world.finish(back.search.slice(1), { cookie: '' })
    },
  ],
  'an answer that was given before': [
    'provider challenge',
    async account => {
      const flow = await world.begin()
      const back = await providerBrowser(world.provider.issuer).through(flow.location, account)
      expect((await world.finish(back.search.slice(1), flow)).status).toBe(200)
      return world.finish(back.search.slice(1), flow)
    },
  ],
  'an answer after five minutes': [
    'provider challenge',
    async account => {
      const flow = await world.begin()
      const back = await providerBrowser(world.provider.issuer).through(flow.location, account)
      await world.sql(
        `update sign_in_challenge set made_at = made_at - interval '5 minutes', expires_at = expires_at - interval '5 minutes' where used_at is null`,
      )
      return world.finish(back.search.slice(1), flow)
    },
  ],
  'a code that was used before, with a new question': [
    'provider invalid response',
    async account => {
      const flow = await world.begin()
      const back = await providerBrowser(world.provider.issuer).through(flow.location, account)
      expect((await world.finish(back.search.slice(1), flow)).status).toBe(200)
      return world.finish(back.search.slice(1), await world.begin())
    },
  ],
}

function saying(says: NonNullable<SampleProvider['says']>): (account: string) => Promise<Response> {
  return account => {
    world.provider.says = says
    return world.through(account)
  }
}

describe('nobody is signed in by', () => {
  test.each(Object.entries(REFUSED))('%s', async (_, [why, tried]) => {
    const { account } = await world.employee()
    const before = (await world.whyOf(0)).length
    const response = await tried(account)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await refusalOf(response)).toBe('provider_answer_refused')
    expect((await world.whyOf(0)).slice(before)).toEqual([why])
  })
})

describe('who the provider knows, and we do not:', () => {
  test.each([
    ['a login that nobody has here', () => world.accountOf('nobody-here'), /nobody of your login/],
    [
      'a login that the provider did not verify',
      async () => (await world.employee({ email_verified: false })).account,
      /does not vouch/,
    ],
    [
      'one that it says is verified in words',
      async () => (await world.employee({ email_verified: 'true' })).account,
      /does not vouch/,
    ],
    [
      'a login of another domain',
      async () => {
        const { login } = await world.employee()
        return world.accountOf(login, { email: `${login}@evil.test` })
      },
      /does not vouch/,
    ],
    [
      'a login of a domain that ends like ours',
      async () => {
        const { login } = await world.employee()
        return world.accountOf(login, { email: `${login}@evil-bank.example` })
      },
      /does not vouch/,
    ],
    [
      'somebody who is suspended',
      async () => {
        const { id, account } = await world.employee()
        await world.sql(`update person set state = 'suspended' where id = $1`, [id])
        return account
      },
      /nobody of your login/,
    ],
  ] as const)('%s', async (_, made, sentence) => {
    const response = await world.through(await made())
    expect(response.headers.getSetCookie()).toEqual([])
    const problem = Problem.parse(await response.json())
    expect(problem.type).toMatch(/provider_person_refused$/)
    expect(problem.detail).toMatch(sentence)
  })

  // Seen red with the person looked up by the login at each sign-in.
  test('another account with the login of somebody who signed in before, until a supervisor ends the old one', async () => {
    const { login, account } = await world.employee()
    expect((await world.through(account)).status).toBe(200)
    const other = world.accountOf(login)
    expect(Problem.parse(await (await world.through(other)).json()).detail).toMatch(/another account/)
    world.provider.accounts.set(account, { email: 'renamed@bank.example', email_verified: false })
    expect((await world.through(account)).status, 'the one that is bound is known by its name there alone').toBe(200)
    const supervisor = await world.someone('supervisor')
    const ended = await world.post('/v1/provider-identities/end', { login }, supervisor)
    expect(await ended.json()).toEqual({ login, ended: 1 })
    expect((await world.through(other)).status).toBe(200)
    expect(Problem.parse(await (await world.through(account)).json()).detail).toMatch(/does not vouch/)
  })

  // Seen red without the lock of the bucket.
  test('law: of two accounts with one login that sign in at once for the first time, one is bound', async () => {
    for (let n = 0; n < 3; n++) {
      const { login, account } = await world.employee()
      const statuses = await Promise.all(
        [account, world.accountOf(login)].map(async one => (await world.through(one)).status),
      )
      expect(statuses.sort()).toEqual([200, 403])
    }
  })
})

test.each(['//evil.test/', '/\\evil.test', 'https://evil.test/', '/\t/evil.test', 'javascript:alert(1)', '/sign-in'])(
  'a way back that says %j leads to our first page',
  async back => {
    const { account } = await world.employee()
    const flow = await world.begin({ back })
    const answer = await providerBrowser(world.provider.issuer).through(flow.location, account)
    const response = await world.finish(answer.search.slice(1), flow)
    expect(ProviderSignedIn.parse(await response.json()).back).toBe('/')
  },
)

test('a session that somebody else planted is not the one that begins, and says nothing of it', async () => {
  const { account } = await world.employee()
  const planted = await sessionOf(world.serving.engine, (await world.employee()).id)
  const flow = await world.begin()
  const back = await providerBrowser(world.provider.issuer).through(flow.location, account)
  const response = await world.finish(back.search.slice(1), { cookie: `${flow.cookie}; __Host-clearday=${planted}` })
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/^__Host-clearday=[\w-]{43};/)
  expect(cookie).not.toContain(planted)
})

test('ten answers that are none lock the address, as ten wrong passwords do', async () => {
  const address = newAddress()
  const statuses: number[] = []
  for (let n = 0; n < 11; n++) statuses.push((await world.finish('code=x&state=y', { cookie: '', address })).status)
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
})

// Seen red with a failure to reach the provider counted as a wrong answer.
test('a provider that went away meanwhile is told so, and everything else goes on', async () => {
  const { account } = await world.employee()
  const flow = await world.begin()
  const back = await providerBrowser(world.provider.issuer).through(flow.location, account)
  await world.provider.stop()
  try {
    expect(await refusalOf(await world.finish(back.search.slice(1), flow))).toBe('provider_not_there')
    expect(
      (
        await world.post(
          '/v1/session',
          { login: 'nobody-else', password: 'wrong wrong wrong' },
          { address: newAddress() },
        )
      ).status,
    ).toBe(401)
  } finally {
    await world.provider.start()
  }
  expect((await world.through(account)).status).toBe(200)
})

test('the page is told of the provider, and neither log nor tables hold a code, a secret or a token of it', async () => {
  const ways = await fetch(`${world.serving.listening.address}/v1/sign-in-ways`)
  expect(SignInWays.parse(await ways.json()).provider).toEqual({ title: 'Example ID', offered: true, why: null })
  const { account } = await world.employee()
  const flow = await world.begin()
  const back = await providerBrowser(world.provider.issuer).through(flow.location, account)
  await world.finish(back.search.slice(1), flow)
  const kept = JSON.stringify(
    (await world.sql('select to_jsonb(sign_in_challenge)::text as row from sign_in_challenge')).rows,
  )
  const told = JSON.stringify((await world.sql('select body from event')).rows) + world.serving.log()
  const asked = new URL(flow.location).searchParams
  for (const secret of [
    back.searchParams.get('code'),
    asked.get('state'),
    asked.get('nonce'),
    flow.cookie.split('=')[1],
    CLIENT.client_secret,
    account,
  ]) {
    expect(secret).toBeTruthy()
    expect(kept).not.toContain(secret)
    expect(told).not.toContain(secret)
  }
})
