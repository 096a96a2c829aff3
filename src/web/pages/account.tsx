import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { passkeysQuery, sessionsQuery, signInWaysQuery } from '../data/passkeys.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { OpenSessionsPanel } from '../panels/open-sessions.tsx'
import { PasskeysPanel } from '../panels/passkeys.tsx'
import { PasswordPanel } from '../panels/password-form.tsx'
import { Lines, Loaded, PanelLines } from '../ui/loaded.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Who one is here, and by what one signs in. */
export function AccountPage() {
  useTitle('My account')
  const zone = useZone()
  const query = useQuery(sessionQuery)
  // Drawn when all of it is there: nothing moves.
  const isRead = [useQuery(passkeysQuery), useQuery(signInWaysQuery), useQuery(sessionsQuery)].every(
    one => one.data !== undefined || one.error !== null,
  )
  return (
    <>
      <header className="page-head">
        <h1>My account</h1>
      </header>
      <Loaded query={query} skeleton={<Lines count={10} />}>
        {session =>
          isRead ? (
            <div className="account">
              <Panel title={session.person.name}>
                <Facts
                  rows={[
                    ['login', session.person.login],
                    ['roles', session.roles.map(({ title }) => title).join(', ') || 'none'],
                  ]}
                />
                <p>
                  <Link to="/people/$login" params={{ login: session.person.login }}>
                    What I hold and can, when I am away and who acts for me
                  </Link>
                </p>
              </Panel>
              {session.has_password && <PasswordPanel />}
              <PasskeysPanel session={session} zone={zone} />
              <OpenSessionsPanel zone={zone} />
            </div>
          ) : (
            <PanelLines count={10} />
          )
        }
      </Loaded>
    </>
  )
}
