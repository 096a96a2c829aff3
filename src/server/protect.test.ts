import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { LOOPBACK_NAMES, onlyHosts } from './protect.ts'

async function statusFor(names: readonly string[], host: string): Promise<number> {
  const app = new Hono<{ Variables: { request: string } }>()
  app.use(onlyHosts(names))
  app.get('/', context => context.text('here'))
  return (await app.request('/', { headers: { host } })).status
}

// Seen red with the names taken as they are: a server that listens on fd00::5 refused the address that it had printed.
test('an address of IPv6 is answered for as browsers write it, in brackets', async () => {
  for (const host of ['[fd00::5]', '[fd00::5]:8080', '[FD00::5]:8080', '127.0.0.1:8080', 'localhost'])
    expect(await statusFor([...LOOPBACK_NAMES, 'fd00::5'], host), host).toBe(200)
  for (const host of ['fd00::5', '[fd00::6]:8080', '[fd00::5].evil.test', ''])
    expect(await statusFor([...LOOPBACK_NAMES, 'fd00::5'], host), host).toBe(421)
})
