import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Config } from './config.ts'
import { providerSettings } from './provider-settings.ts'

const ISSUER = { issuer: 'https://id.bank.example', clientId: 'clearday' }
const SECRET = { CLEARDAY_OIDC_SECRET: 'of the two of us' }

function settingsOf(given: object, environment: NodeJS.ProcessEnv, port = 8080) {
  return providerSettings({ config: Config.parse(given), environment, port })
}

test('without an issuer there is no provider', () => {
  expect(settingsOf({}, SECRET)).toBeUndefined()
})

// Seen red with an address of this machine in the place of the public one.
test('it leads back to the one address of this server, and is asked for no more than who somebody is', () => {
  const server = { publicOrigin: 'https://clearday.bank.example' }
  expect(settingsOf({ server, signIn: { provider: ISSUER } }, SECRET)).toEqual({
    ...{ ...ISSUER, clientSecret: 'of the two of us', title: 'your organisation', scope: 'openid email' },
    redirectUri: 'https://clearday.bank.example/sign-in/callback',
    ...{ loginClaim: 'email', verifiedClaim: 'email_verified', loginDomain: undefined },
  })
  expect(settingsOf({ signIn: { provider: ISSUER } }, SECRET, 9000)).toMatchObject({
    redirectUri: 'http://127.0.0.1:9000/sign-in/callback',
  })
})

// Seen red with a port that is another at each start.
test('the secret comes from a file, or from the environment before it; without it the sentence says what to do', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'clearday-secret-')), 'secret')
  writeFileSync(file, 'from the file\n')
  const given = { signIn: { provider: { ...ISSUER, clientSecretFile: file } } }
  expect(settingsOf(given, {})).toMatchObject({ clientSecret: 'from the file' })
  expect(settingsOf(given, SECRET)).toMatchObject({ clientSecret: 'of the two of us' })
  expect(settingsOf({ signIn: { provider: ISSUER } }, {})).toEqual({
    why: expect.stringContaining('CLEARDAY_OIDC_SECRET'),
  })
  const none = { signIn: { provider: { ...ISSUER, clientSecretFile: `${file}-none` } } }
  expect(settingsOf(none, {})).toEqual({ why: expect.stringContaining('cannot be read (ENOENT)') })
  expect(settingsOf({ signIn: { provider: ISSUER } }, SECRET, 0)).toEqual({
    why: expect.stringContaining('publicOrigin'),
  })
})

test.each([
  'http://id.bank.example',
  'https://id.bank.example?a=b',
  'https://id.bank.example#a',
  'https://me@id.bank.example',
  'id.bank.example',
])('%s is no issuer', issuer => {
  expect(Config.safeParse({ signIn: { provider: { ...ISSUER, issuer } } }).success).toBe(false)
})

test('an issuer without a client is refused, and so is a scope of two words', () => {
  expect(Config.safeParse({ signIn: { provider: { issuer: ISSUER.issuer } } }).success).toBe(false)
  expect(Config.safeParse({ signIn: { provider: { ...ISSUER, scopes: ['openid', 'a b'] } } }).success).toBe(false)
  expect(Config.safeParse({ signIn: { provider: { ...ISSUER, scopes: ['email'] } } }).success).toBe(false)
})
