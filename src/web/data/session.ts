import { queryOptions } from '@tanstack/react-query'
import { pathTo } from '../../contract/paths.ts'
import type { DemoPerson, Session, SessionBegun } from '../../contract/session.ts'
import { AskFailed, ask } from './ask.ts'

/** Who is signed in; asked again when anything is refused for want of a session. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => ask<Session>(pathTo('session'), signal),
})

export const demoPeopleQuery = queryOptions({
  queryKey: ['demo-people'],
  queryFn: ({ signal }) => ask<{ readonly data: readonly DemoPerson[] }>(pathTo('demoPeople'), signal),
})

/** What the sign-in page is given: a password, or the login of a demo person, who has none. */
export interface SignInWith {
  readonly login: string
  readonly password?: string
}

export function signIn({ login, password }: SignInWith): Promise<SessionBegun> {
  if (password === undefined)
    return ask<SessionBegun>(pathTo('demoSession'), undefined, { method: 'POST', body: { login } })
  return ask<SessionBegun>(pathTo('session'), undefined, { method: 'POST', body: { login, password } })
}

export function signOut(): Promise<unknown> {
  return ask(pathTo('sessionSignOut'), undefined, { method: 'POST' })
}

/** True when the server says that nobody is signed in, or not any more. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof AskFailed && error.status === 401
}
