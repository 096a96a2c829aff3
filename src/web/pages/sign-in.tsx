import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef } from 'react'
import type { DemoPerson } from '../../contract/session.ts'
import { demoPeopleQuery, type SignInWith, sessionQuery, signIn } from '../data/session.ts'
import { Panel } from '../ui/panel.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Who are you? After it the page goes back to where one was. */
export function SignInPage() {
  useTitle('Sign in')
  const enter = useSignIn()
  const demo = useQuery(demoPeopleQuery).data?.data ?? []
  return (
    <main id="page" className="sign-in">
      <h1>Clearday</h1>
      <Panel title="Sign in">
        <PasswordForm enter={enter} />
      </Panel>
      {demo.length > 0 && <DemoPanel people={demo} enter={enter} />}
    </main>
  )
}

interface Enter {
  readonly isBusy: boolean
  /** Why it was refused. */
  readonly why: string | undefined
  with(who: SignInWith): void
}

function useSignIn(): Enter {
  const client = useQueryClient()
  const router = useRouter()
  const { back } = useSearch({ from: '/sign-in' })
  const asked = useMutation({
    mutationFn: signIn,
    onSuccess: ({ session }) => {
      // Nothing that somebody else was shown is left for the next one.
      client.clear()
      client.setQueryData(sessionQuery.queryKey, session)
      router.history.replace(ownPath(back))
    },
  })
  return { isBusy: asked.isPending, why: asked.error?.message, with: asked.mutate }
}

/** Only a path of this server: an address in a link must not lead away from it. */
function ownPath(back: string | undefined): string {
  return back !== undefined && /^\/(?![/\\])/.test(back) && !back.startsWith('/sign-in') ? back : '/'
}

function PasswordForm({ enter }: { readonly enter: Enter }) {
  const login = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  useEffect(() => login.current?.focus(), [])
  useEffect(() => {
    if (enter.why !== undefined) password.current?.select()
  }, [enter.why])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.with({ login: login.current?.value ?? '', password: password.current?.value ?? '' })
  }
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <label>
        Login
        <input ref={login} name="login" type="text" autoComplete="username" autoCapitalize="none" required />
      </label>
      <label>
        Password
        <input ref={password} name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit" disabled={enter.isBusy}>
        Sign in
      </button>
      <p className="sign-in-why" role="alert">
        {enter.why}
      </p>
    </form>
  )
}

function DemoPanel({ people, enter }: { readonly people: readonly DemoPerson[]; readonly enter: Enter }) {
  return (
    <Panel title="Or be one of the demo people">
      <p className="quiet">This bank is a sample, and its people are nobody: no password is needed.</p>
      <ul className="demo-people">
        {people.map(({ login, name, title }) => (
          <li key={login}>
            <button type="button" disabled={enter.isBusy} onClick={() => enter.with({ login })}>
              <b>{name}</b> <span>{title}</span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
