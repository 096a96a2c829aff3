import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link, Navigate, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Today } from '../../contract/today.ts'
import { useCommands } from '../commands/use-commands.ts'
import { useLive } from '../data/live.ts'
import { todayQuery } from '../data/queries.ts'
import { isSignedOut, sessionQuery } from '../data/session.ts'
import { MinorDigits } from '../ui/amount.tsx'
import { clockText } from '../ui/format.ts'
import { Failure, PanelLines } from '../ui/loaded.tsx'
import { Notices } from './notices.tsx'
import { pagesFor, takesWork } from './pages.ts'
import { Strip } from './strip.tsx'
import { useCall } from './use-call.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { useLeaseKept } from './use-lease-kept.ts'
import { Who } from './who.tsx'

/** Every page in its frame; those on which people sign in have none. */
export function Shell() {
  const isSignIn = useRouterState({ select: state => /^\/sign-in(\/|$)/.test(state.location.pathname) })
  return isSignIn ? <Outlet /> : <Frame />
}

/** The strip on top, the ways to the pages, and the page. Whoever is not signed in is led to where one does, and back again. */
function Frame() {
  const session = useQuery(sessionQuery)
  const { connection, notices, dismiss } = useLive(session.data?.person.id)
  const today = useQuery(todayQuery())
  const main = useFocusOnNewPage()
  useKeptFocus()
  const call = useCall()
  const isWorker = session.data !== undefined && takesWork(session.data)
  useCommands(isWorker ? [call] : [])
  useLeaseKept(isWorker)
  const back = useRouterState({ select: state => state.location.href })
  if (isSignedOut(session.error)) return <Navigate to="/sign-in" search={{ back }} replace />
  return (
    <>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="strip">
        <Strip today={today.data} connection={connection} />
        {session.data !== undefined && <Who session={session.data} />}
        <nav aria-label="Pages" className="pages">
          {pagesFor(session.data).map(page => (
            <Link key={page.to} to={page.to} activeOptions={{ exact: page.to === '/', includeSearch: false }}>
              {page.title}
            </Link>
          ))}
        </nav>
      </header>
      {connection.at === 'lost' && <Lost since={connection.since} zone={today.data?.institution.zone ?? 'UTC'} />}
      <Notices notices={notices} dismiss={dismiss} />
      <main id="page" ref={main} tabIndex={-1}>
        <Page today={today} />
      </main>
    </>
  )
}

/** No page is drawn before the institution is known: its times would be on another clock, its amounts have other decimals. */
function Page({ today }: { readonly today: UseQueryResult<Today> }) {
  if (today.data !== undefined)
    return (
      <MinorDigits value={today.data.institution.minor_digits}>
        <Outlet />
      </MinorDigits>
    )
  if (today.error === null || isSignedOut(today.error)) return <PanelLines count={30} />
  return (
    <>
      <header className="page-head">
        <h1>Clearday</h1>
      </header>
      <Failure error={today.error} again={() => void today.refetch()} />
    </>
  )
}

/** Said at the foot of the window, so that nothing moves: what is seen is old, from when, and that nothing has to be done. */
function Lost({ since, zone }: { readonly since: number; readonly zone: string }) {
  return (
    <p className="lost" role="alert">
      <b>The server does not answer.</b> What you see is of {clockText(new Date(since).toISOString(), zone)}. It is
      asked again every few seconds, and the page goes on by itself.
    </p>
  )
}

/** After a way to another page the keyboard goes on at its top, as it would in a page that was loaded. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: state => state.resolvedLocation?.pathname })
  const before = useRef<string | undefined>(undefined)
  useEffect(() => {
    // A page that begins with a form has given the keyboard to it.
    const isTaken = main.current?.contains(document.activeElement) === true
    if (before.current !== undefined && path !== before.current && !isTaken)
      main.current?.focus({ preventScroll: true })
    before.current = path
  }, [path])
  return main
}
