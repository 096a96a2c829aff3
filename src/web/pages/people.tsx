import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { PersonNow } from '../../contract/people.ts'
import { ACTS } from '../../core/authority/act.ts'
import { ROLE_WORDS } from '../../core/authority/role.ts'
import { peoplePages, wordsQuery } from '../data/people.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { AddPersonForm } from '../panels/add-person.tsx'
import { CanPanel } from '../panels/can.tsx'
import { RoleLimits } from '../panels/role-limits.tsx'
import { Teams } from '../panels/teams.tsx'
import { holds } from '../shell/pages.ts'
import { momentText } from '../ui/format.ts'
import { Failure, PanelLines } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { type Column, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Who works here and what they hold; whether somebody can do something; and the limits of roles. */
export function PeoplePage() {
  useTitle('People')
  const query = useInfiniteQuery(peoplePages())
  const session = useQuery(sessionQuery).data
  // Shown together, so that nothing moves: the forms choose from the words, and what stands below the list follows its end.
  const known = useQuery(wordsQuery)
  const isRead = !known.isPending && !query.isPending
  const zone = useZone()
  const [isAdding, setAdding] = useState(false)
  const isManager = session !== undefined && holds(session, ACTS.manage_people.roles)
  return (
    <>
      <header className="page-head">
        <h1>People and authority</h1>
        {isManager && (
          <button type="button" aria-expanded={isAdding} onClick={() => setAdding(!isAdding)}>
            Add somebody
          </button>
        )}
      </header>
      {known.error !== null ? (
        // What stands below asks for the same words: shown here, it would ask again for what was refused, without an end.
        <Failure error={known.error} again={() => void known.refetch()} />
      ) : isRead ? (
        <>
          <div className="stacked">
            {isAdding && (
              <Panel title="Add somebody">
                <AddPersonForm leave={() => setAdding(false)} />
              </Panel>
            )}
            <CanPanel asks="everything" />
          </div>
          <h2 className="list-title">Everybody</h2>
          <RowList
            label="People, by name"
            query={query}
            columns={columnsOf(zone)}
            keyOf={one => one.id}
            empty="Nobody works here yet. Whoever operates the machine adds the first with clearday people add."
          />
          <div className="stacked below-list">
            <Teams isManager={session !== undefined && holds(session, ACTS.manage_people.roles)} />
            <RoleLimits isManager={session !== undefined && holds(session, ACTS.manage_authority.roles)} />
          </div>
        </>
      ) : (
        <PanelLines count={24} />
      )}
    </>
  )
}

function columnsOf(zone: string): readonly Column<PersonNow>[] {
  return [
    {
      title: 'name',
      width: 28,
      cut: true,
      narrow: 'lead',
      cell: one => (
        <Link to="/people/$login" params={{ login: one.login }}>
          {one.name}
        </Link>
      ),
    },
    { title: 'login', width: 18, cut: true, roomy: true, cell: one => one.login },
    { title: 'is', width: 16, narrow: 'end', cell: one => <StateOf one={one} /> },
    {
      title: 'roles',
      width: 18,
      narrow: 'underEnd',
      cell: one => one.roles.map(role => ROLE_WORDS[role]).join(', ') || 'none',
    },
    { title: 'skills', cut: true, narrow: 'under', cell: one => one.skills.join(', ') },
    {
      title: 'credentials',
      width: 34,
      cut: true,
      roomy: true,
      cell: one => one.credentials.map(held => credentialText(held, zone)).join(', '),
    },
    { title: 'limits', width: 10, roomy: true, cell: one => (one.own_limits === 0 ? '' : `${one.own_limits} own`) },
    {
      title: 'away until',
      width: 21,
      cell: one => (one.away_until === null ? '' : momentText(one.away_until, zone)),
    },
  ]
}

export function credentialText({ credential, until }: PersonNow['credentials'][number], zone: string): string {
  return until === null
    ? credential
    : `${credential} until ${momentText(until, zone).slice(4, 10)} ${until.slice(0, 4)}`
}

function StateOf({ one }: { readonly one: PersonNow }) {
  if (one.state !== 'active') return <Mark tone={one.state === 'left' ? 'plain' : 'bad'}>{one.state}</Mark>
  if (one.away_until !== null) return <Mark tone="wait">away</Mark>
  return one.kind === 'human' ? 'here' : one.kind
}
