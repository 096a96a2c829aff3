import { readFileSync } from 'node:fs'
import type { Engine } from '../engine/engine.ts'
import { openProvider, type Provider, type ProviderSettings } from '../server/provider.ts'
import { CannotDo } from './command.ts'
import type { Config } from './config.ts'

/** Where a provider leads back to: a page of ours, which sends on what it brought. */
const RETURN_PATH = '/sign-in/callback'

/** The provider of the configuration, opened; undefined where there is none. Throws `CannotDo` where the configuration lacks something. */
export function providerOf(serving: {
  readonly config: Config
  readonly environment: NodeJS.ProcessEnv
  readonly engine: Pick<Engine, 'now'>
  readonly port: number
}): Provider | undefined {
  const settings = providerSettings(serving)
  if (settings === undefined) return undefined
  if ('why' in settings) throw new CannotDo(settings.why)
  return openProvider(settings, serving.engine.now)
}

/** What the configuration says of its provider, with the secret; or the sentence that says what it lacks. */
export function providerSettings({
  config,
  environment,
  port,
}: {
  readonly config: Config
  readonly environment: NodeJS.ProcessEnv
  readonly port: number
}): ProviderSettings | { readonly why: string } | undefined {
  const { provider } = config.signIn
  if (provider.issuer === '') return undefined
  const { publicOrigin, host } = config.server
  const origin = publicOrigin === '' ? `http://${host.includes(':') ? `[${host}]` : host}:${port}` : publicOrigin
  if (publicOrigin === '' && port === 0)
    return { why: 'signIn.provider leads back to an address that stays: set server.publicOrigin, or a port.' }
  const secret = secretOf(provider.clientSecretFile, environment)
  if (typeof secret !== 'string') return secret
  const { issuer, clientId, title, loginClaim, verifiedClaim, loginDomain, scopes } = provider
  return {
    ...{ issuer, clientId, clientSecret: secret, title, loginClaim, verifiedClaim },
    redirectUri: origin + RETURN_PATH,
    loginDomain: loginDomain === '' ? undefined : loginDomain,
    scope: scopes.join(' '),
  }
}

function secretOf(file: string, environment: NodeJS.ProcessEnv): string | { readonly why: string } {
  const given = environment.CLEARDAY_OIDC_SECRET ?? ''
  if (given !== '') return given
  if (file === '')
    return {
      why: 'signIn.provider needs the client’s secret: in CLEARDAY_OIDC_SECRET, or in a file that signIn.provider.clientSecretFile names.',
    }
  try {
    const read = readFileSync(file, 'utf8').trim()
    return read === '' ? { why: `signIn.provider.clientSecretFile: ${file} is empty.` } : read
  } catch (error) {
    return {
      why: `signIn.provider.clientSecretFile: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    }
  }
}
