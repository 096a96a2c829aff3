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

let answered: Promise<ProviderSignedIn> | undefined

/** Hands on what the provider answered: once, however often the page is drawn. */
export function answerOfProvider(): Promise<ProviderSignedIn> {
  answered ??= handOn()
  return answered
}

function handOn(): Promise<ProviderSignedIn> {
  // Nobody finds the code in this browser’s history, or sends it again by reloading.
  history.replaceState(history.state, '', '/sign-in/callback')
  const isStepUp = new URLSearchParams(ANSWER).get('state')?.startsWith('step-up.') === true
  return tell<ProviderSignedIn>(pathTo(isStepUp ? 'providerStepUp' : 'providerSession'), {
    query: ANSWER === '' ? 'nothing' : ANSWER,
  })
}
