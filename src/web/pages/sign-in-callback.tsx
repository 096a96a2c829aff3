import { useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { answerOfProvider, provedThereQuery } from '../data/provider.ts'
import { sessionQuery } from '../data/session.ts'
import { Panel } from '../ui/panel.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Where a provider leads back to: on to where one was, or why not. */
export function SignInCallbackPage() {
  useTitle('Sign in')
  const client = useQueryClient()
  const router = useRouter()
  const [why, setWhy] = useState<string>()
  useEffect(() => {
    answerOfProvider().then(
      ({ session, back, was }) => {
        // Nothing that somebody else was shown is left for the next one.
        client.clear()
        client.setQueryData(sessionQuery.queryKey, session)
        client.setQueryData(provedThereQuery.queryKey, was === 'proved')
        router.history.replace(back)
      },
      (error: Error) => setWhy(error.message),
    )
  }, [client, router])
  return (
    <main id="page" className="sign-in">
      <h1>Clearday</h1>
      <Panel title="Sign in">
        {why === undefined ? (
          <p aria-busy="true">One moment: what the sign-in service answered is looked at.</p>
        ) : (
          <div className="notice notice-bad" role="alert">
            <p>{why}</p>
            <p>
              <Link to="/sign-in">Sign in in another way</Link>
            </p>
          </div>
        )}
      </Panel>
    </main>
  )
}
