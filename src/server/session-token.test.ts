import { expect, test } from 'vitest'
import { isProgram, noCookie, sessionCookie, tokenOf } from './session-token.ts'

const asked = (headers: Readonly<Record<string, string>>) => ({ headers: new Headers(headers) })
const PLAIN = { host: '127.0.0.1:8080', isSecure: false }
const SECURE = { host: 'clearday.bank.example', isSecure: true }

// Seen red with `HttpOnly` left out, with `Lax` for `Strict`, and with `Secure` left out under https.
test('no script reads the cookie, no other site sends it, and under https it is bound to the host', () => {
  expect(sessionCookie('t', PLAIN)).toBe('clearday-8080=t; Path=/; HttpOnly; SameSite=Strict')
  expect(sessionCookie('t', SECURE)).toBe('__Host-clearday=t; Path=/; HttpOnly; SameSite=Strict; Secure')
  expect(noCookie(PLAIN)).toBe('clearday-8080=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict')
})

// Seen red with the cookie of another port's server taken.
test.each([
  [{ host: '127.0.0.1:8080', cookie: 'a=b; clearday-8080=t; c=d' }, 't'],
  [{ host: '127.0.0.1:8080', cookie: 'clearday-9090=t' }, undefined],
  [{ host: 'clearday.bank.example', cookie: '__Host-clearday=t' }, 't'],
  [{ host: '127.0.0.1:8080', cookie: 'xclearday-8080=t' }, undefined],
  [{ host: 'x', authorization: 'Bearer t' }, 't'],
  [{ host: 'x', authorization: 'bearer  t ' }, 't'],
  [{ host: 'x', authorization: 'Basic t' }, undefined],
  [{ host: 'x:1', authorization: 'Bearer t', cookie: 'clearday-1=other' }, 't'],
  [{ host: 'x' }, undefined],
])('of %j the token is %s', (headers, token) => {
  expect(tokenOf(asked({ ...headers }))).toBe(token)
  expect(isProgram(asked({ ...headers }))).toBe('authorization' in headers && token !== undefined)
})
