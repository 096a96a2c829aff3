import { isIP } from 'node:net'
import type { RelyingParty } from '../server/passkey-verifier.ts'
import type { Config } from './config.ts'

/**
 * What browsers call this server, to whom passkeys then belong: `server.publicOrigin`; without it, where the server hears its own
 * machine alone, `localhost`. Else the sentence that says why there are none.
 */
export function relyingPartyOf(
  { publicOrigin, host }: Pick<Config['server'], 'publicOrigin' | 'host'>,
  port: number,
): RelyingParty | { readonly why: string } {
  if (publicOrigin !== '') return ofOrigin(publicOrigin)
  if (!isLoopback(host))
    return {
      why: 'Passkeys need the address by which browsers know this server: set server.publicOrigin in clearday.json.',
    }
  if (port === 0)
    return { why: 'Passkeys need an address that stays: this server took any free port. Give it one of its own.' }
  return { id: 'localhost', origins: [`http://localhost:${port}`] }
}

function ofOrigin(publicOrigin: string): RelyingParty | { readonly why: string } {
  const { protocol, hostname } = new URL(publicOrigin)
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0)
    return {
      why: `Passkeys belong to a name, and ${hostname} is an address: give server.publicOrigin the server’s name.`,
    }
  if (protocol !== 'https:' && hostname !== 'localhost')
    return {
      why: 'Browsers use passkeys over https alone: put a proxy with TLS before this server, and name it in server.publicOrigin.',
    }
  return { id: hostname, origins: [publicOrigin] }
}

/** True for a name of the machine itself. */
export function isLoopback(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host)
}
