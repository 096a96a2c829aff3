import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import type { SignInWays } from '../../contract/passkey.ts'

/** Whether this page can use passkeys; else the sentence that says why not. */
export type PasskeyWay = { readonly at: 'offered' } | { readonly at: 'not here'; readonly why: string }

/** What the server offers, and what this browser at this address makes of it. */
export function passkeyWay({ passkeys }: Pick<SignInWays, 'passkeys'>): PasskeyWay {
  if (!passkeys.offered) return { at: 'not here', why: passkeys.why ?? 'There are no passkeys here.' }
  if (!passkeys.at.includes(location.origin))
    return { at: 'not here', why: `Passkeys work where this server is called by its name: ${passkeys.at.join(', ')}.` }
  return browserSupportsWebAuthn() ? { at: 'offered' } : { at: 'not here', why: 'This browser has no passkeys.' }
}
