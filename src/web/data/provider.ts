import { queryOptions } from '@tanstack/react-query'
import { pathTo } from '../../contract/paths.ts'
import type { ProviderBegun, ProviderSignedIn } from '../../contract/provider-routes.ts'
import { tell } from './ask.ts'

/** What a provider sent this browser back with, as it stood when the page was loaded: the router may write it otherwise. */
const ANSWER = location.pathname === '/sign-in/callback' ? location.search.slice(1) : ''

/** Leaves for the provider, to sign in there; the browser comes back to `/sign-in/callback`. */
export async function leaveToSignIn(back: string): Promise<void> {
  const { location: to } = await tell<ProviderBegun>(pathTo('providerBegin'), { back })
  location.assign(to)
}

/** Leaves for the provider, to prove there again who one is. */
export async function leaveToStepUp(back: string): Promise<void> {
  const { location: to } = await tell<ProviderBegun>(pathTo('providerStepUpBegin'), { back })
  location.assign(to)
}

/** What came of the provider's answer. `proved`: somebody who was signed in proved it again, for something that is still to be asked for. */
interface Answered extends ProviderSignedIn {
  readonly was: 'signed in' | 'proved'
}

let answered: Promise<Answered> | undefined

/** Hands on what the provider answered: once, however often the page is drawn. */
export function answerOfProvider(): Promise<Answered> {
  answered ??= handOn()
  return answered
}

/** Whether somebody came back from a provider to whom they had to prove it, and did not put that away: nothing was done for them there. */
export const provedThereQuery = queryOptions({
  queryKey: ['proved there'],
  queryFn: () => false,
  enabled: false,
  initialData: false,
})

async function handOn(): Promise<Answered> {
  // Nobody finds the code in this browser’s history, or sends it again by reloading.
  history.replaceState(history.state, '', '/sign-in/callback')
  const isStepUp = new URLSearchParams(ANSWER).get('state')?.startsWith('step-up.') === true
  const signedIn = await tell<ProviderSignedIn>(pathTo(isStepUp ? 'providerStepUp' : 'providerSession'), {
    query: ANSWER === '' ? 'nothing' : ANSWER,
  })
  return { ...signedIn, was: isStepUp ? 'proved' : 'signed in' }
}

/** Ends who somebody is to the provider. */
export const endProviderIdentity = (login: string, key: string) =>
  tell<{ readonly ended: number }>(pathTo('providerIdentityEnd'), { login }, { key })
