import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { queryOptions } from '@tanstack/react-query'
import type { OpenSessions, PasskeyAsked, Passkeys, PasskeyToMake, SignInWays } from '../../contract/passkey.ts'
import { pathTo } from '../../contract/paths.ts'
import type { NewPassword, PasswordChanged, SessionBegun } from '../../contract/session.ts'
import { ask, tell } from './ask.ts'

/** By which ways people sign in here. */
export const signInWaysQuery = queryOptions({
  queryKey: ['sign-in-ways'],
  queryFn: ({ signal }) => ask<SignInWays>(pathTo('signInWays'), signal),
})

export const passkeysQuery = queryOptions({
  queryKey: ['passkeys'],
  queryFn: ({ signal }) => ask<Passkeys>(pathTo('passkeys'), signal),
})

/** Those of somebody else, for whoever minds how others sign in. */
export const passkeysOfQuery = (person: string) =>
  queryOptions({
    queryKey: ['passkeys', person],
    queryFn: ({ signal }) => ask<Passkeys>(pathTo('passkeys', {}, { person }), signal),
  })

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => ask<OpenSessions>(pathTo('sessions'), signal),
})

export async function signInPasskey(): Promise<SessionBegun> {
  const asked = await tell<PasskeyAsked>(pathTo('passkeySignInChallenge'))
  return tell<SessionBegun>(pathTo('passkeySession'), { answer: await answerTo(asked) })
}

export async function stepUpPasskey(): Promise<SessionBegun> {
  const asked = await tell<PasskeyAsked>(pathTo('passkeyStepUpChallenge'))
  return tell<SessionBegun>(pathTo('passkeyStepUp'), { answer: await answerTo(asked) })
}

/** With the password; a demo person has none. */
export function stepUpPassword(password: string | undefined): Promise<SessionBegun> {
  return tell<SessionBegun>(pathTo('sessionStepUp'), password === undefined ? {} : { password })
}

export async function registerPasskey(name: string): Promise<unknown> {
  const toMake = await tell<PasskeyToMake>(pathTo('passkeyRegistration'))
  const { pubKeyCredParams, excludeCredentials, ...rest } = toMake
  const optionsJSON = {
    ...rest,
    pubKeyCredParams: [...pubKeyCredParams],
    excludeCredentials: excludeCredentials.map(({ id, type }) => ({ id, type })),
  }
  const answer = await said(startRegistration({ optionsJSON }))
  return tell(pathTo('passkeys'), { name, answer }, { key: crypto.randomUUID() })
}

export function revokePasskey(passkey: number): Promise<unknown> {
  return tell(pathTo('passkeyRevocation', { passkey }), undefined, { key: crypto.randomUUID() })
}

export function changePassword(asked: NewPassword): Promise<PasswordChanged> {
  return tell<PasswordChanged>(pathTo('password'), asked)
}

export function endSession(session: string): Promise<unknown> {
  return tell(pathTo('sessionEnd', { session }), undefined, { key: crypto.randomUUID() })
}

function answerTo({ allowCredentials, ...asked }: PasskeyAsked) {
  const known = allowCredentials.map(({ id, type }) => ({ id, type }))
  return said(startAuthentication({ optionsJSON: { ...asked, allowCredentials: known } }))
}

/** What browsers say when nothing came of it tells neither whether somebody turned away nor why: a sentence that helps both. */
async function said<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    const isKnown =
      error instanceof Error && 'code' in error && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
    throw new Error(isKnown ? 'This device has a passkey of yours already.' : NOTHING_CAME, { cause: error })
  }
}

const NOTHING_CAME =
  'No passkey was used: it was called off, took too long, or this device has none of yours. Try again, or use the password.'
