import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { AskFailed } from '../data/ask.ts'
import { signInWaysQuery } from '../data/passkeys.ts'
import { endProviderIdentity } from '../data/provider.ts'
import { Panel } from '../ui/panel.tsx'
import { StepUp } from '../ui/step-up.tsx'
import { Why } from '../ui/why.tsx'

/** Who somebody is to the sign-in service: ended where they get another account there. Nothing where none is configured. */
export function ProviderIdentity({ login }: { readonly login: string }) {
  const provider = useQuery(signInWaysQuery).data?.provider
  const key = useRef('')
  const end = useMutation({ mutationFn: () => endProviderIdentity(login, key.current) })
  const needsProof = end.error instanceof AskFailed && end.error.refused === 'step_up_needed'
  if (provider?.offered !== true) return null
  return (
    <Panel title={`Their account at ${provider.title}`}>
      <p className="quiet">
        After it is ended another account there is bound to them when they sign in with it for the first time.
      </p>
      <p className="act-buttons">
        <button
          type="button"
          disabled={end.isPending}
          onClick={() => {
            key.current = crypto.randomUUID()
            end.mutate()
          }}
        >
          End it
        </button>
      </p>
      {end.data !== undefined && (
        <p role="status">{end.data.ended === 0 ? 'No account was bound to them.' : 'It is ended.'}</p>
      )}
      {needsProof ? <StepUp done={() => end.mutate()} /> : <Why error={end.error} />}
    </Panel>
  )
}
