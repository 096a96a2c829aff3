import { expect, test } from 'vitest'
import { requestAddress } from './request-address.ts'

const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })
const request = (forwarded?: string) =>
  new Request('http://x', forwarded === undefined ? {} : { headers: { 'x-forwarded-for': forwarded } })

// Seen red with the header of anybody believed, and with its first address taken, which anybody writes.
test.each([
  ['192.0.2.7', undefined, [], '192.0.2.7'],
  ['::ffff:192.0.2.7', undefined, [], '192.0.2.7'],
  ['192.0.2.7', '203.0.113.5', [], '192.0.2.7'],
  ['10.0.0.1', '203.0.113.5', ['10.0.0.1'], '203.0.113.5'],
  ['10.0.0.1', '198.51.100.1, 203.0.113.5', ['10.0.0.1'], '203.0.113.5'],
  ['10.0.0.1', undefined, ['10.0.0.1'], '10.0.0.1'],
] as const)('from %s, forwarded for %s, with proxies %j the address is %s', (peer, forwarded, proxies, address) => {
  expect(requestAddress(request(forwarded), from(peer), proxies)).toBe(address)
})

test('without a socket there is none', () => {
  expect(requestAddress(request(), undefined, [])).toBe('unknown')
})
