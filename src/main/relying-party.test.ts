import { expect, test } from 'vitest'
import { relyingPartyOf } from './relying-party.ts'

test.each([
  ['https://clearday.bank.example', '0.0.0.0', 8080, 'clearday.bank.example', 'https://clearday.bank.example'],
  ['https://clearday.bank.example:8443', '127.0.0.1', 0, 'clearday.bank.example', 'https://clearday.bank.example:8443'],
  ['http://localhost:9000', '127.0.0.1', 9000, 'localhost', 'http://localhost:9000'],
  ['', '127.0.0.1', 8080, 'localhost', 'http://localhost:8080'],
  ['', '::1', 8081, 'localhost', 'http://localhost:8081'],
])('at %j, listening at %s:%i, passkeys belong to %s', (publicOrigin, host, port, id, origin) => {
  expect(relyingPartyOf({ publicOrigin, host }, port)).toEqual({ id, origins: [origin] })
})

// Seen red with a server that every machine hears taken for one that only its own hears, and with passkeys over plain http.
test.each([
  ['', '0.0.0.0', 8080, /publicOrigin/],
  ['', '127.0.0.1', 0, /free port/],
  ['http://clearday.bank.example', '0.0.0.0', 8080, /https/],
  ['https://192.0.2.7', '0.0.0.0', 8080, /name/],
  ['https://[2001:db8::1]', '0.0.0.0', 8080, /name/],
])('at %j, listening at %s:%i, there are none, and it says why', (publicOrigin, host, port, why) => {
  expect(relyingPartyOf({ publicOrigin, host }, port)).toEqual({ why: expect.stringMatching(why) })
})
