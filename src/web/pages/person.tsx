import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Holding, PersonStory } from '../../contract/people.ts'
import { ACTS } from '../../core/authority/act.ts'
import { passkeysOfQuery } from '../data/passkeys.ts'
import { personQuery, wordsQuery } from '../data/people.ts'
import { useServerNow } from '../data/server-now.ts'
import { sessionQuery } from '../data/session.ts'
import { type Changing, useChange } from '../data/use-change.ts'
import { useZone } from '../data/use-zone.ts'
import { CanPanel } from '../panels/can.tsx'
import { Outcome } from '../panels/change-form.tsx'
import { GrantForm, OWN_HOLDS } from '../panels/grant-form.tsx'
import { OneHandPanel } from '../panels/one-hand.tsx'
import { OwnerPanel } from '../panels/owner-form.tsx'
import { PasskeysOfPanel } from '../panels/passkeys.tsx'
import { ProviderIdentity } from '../panels/provider-identity.tsx'
import { holds } from '../shell/pages.ts'
import { datedText, words } from '../ui/format.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { useTitle } from '../ui/use-title.ts'

/** One person: what they hold, held and will hold, what they can, and for those who may every change of it. */
export function PersonPage() {
  const { login } = useParams({ from: '/people/$login' })
  const query = useQuery(personQuery(login))
  const session = useQuery(sessionQuery).data
  const zone = useZone()
  const isManager = session !== undefined && holds(session, ACTS.manage_people.roles)
  const isOwn = session?.person.login === login
  // Shown together, so that nothing moves: the forms choose from the words, and how they sign in stands between.
  const passkeys = useQuery({ ...passkeysOfQuery(login), enabled: isManager })
  const known = useQuery({ ...wordsQuery, enabled: session !== undefined })
  const isRead = session !== undefined && !known.isPending && !passkeys.isLoading
  useTitle(query.data?.person.name ?? login)
  return (
    <>
      <header className="page-head">
        <h1>{query.data?.person.name ?? login}</h1>
        {query.data !== undefined && <PersonHead story={query.data} />}
      </header>
      <Loaded query={query} skeleton={<PanelLines count={12} />} instead={<Link to="/people">Everybody</Link>}>
        {story =>
          isRead ? (
            <div className="stacked">
              <CanPanel login={login} asks={holds(session, ACTS.read_people.roles) ? 'everything' : 'the act'} />
              {isManager && (
                <Panel title="Give">
                  <GrantForm login={login} />
                </Panel>
              )}
              {isOwn && !isManager && (
                <Panel title="When I am away, and who acts for me">
                  <GrantForm login={login} holds={OWN_HOLDS} />
                </Panel>
              )}
              <Held story={story} ended={isManager ? 'all' : isOwn ? 'own' : 'none'} />
              {isManager && story.person.kind === 'human' && <PasskeysOfPanel login={login} zone={zone} />}
              {isManager && story.person.kind === 'human' && <ProviderIdentity login={login} />}
              {isManager && <OwnerPanel person={story.person} />}
              {story.one_hand !== null && <OneHandPanel {...story.one_hand} zone={zone} />}
              {isManager && <StateOfPerson story={story} />}
              {holds(session, ACTS.read_audit.roles) && (
                <Panel title="What was split under a limit">
                  <Link to="/audit" search={{ actor: login, kind: 'limit_refused' }}>
                    What a sum kept them from today
                  </Link>
                </Panel>
              )}
            </div>
          ) : (
            <PanelLines count={12} />
          )
        }
      </Loaded>
    </>
  )
}

function PersonHead({ story: { person } }: { readonly story: PersonStory }) {
  return (
    <>
      <span className="quiet">{person.login}</span>
      <Mark tone={person.state === 'active' ? 'good' : 'bad'}>{person.state}</Mark>
      <span>
        {person.kind}
        {person.owner !== null &&
          (person.kind === 'human' ? `, a second account of ${person.owner}` : `, ${person.owner} answers for it`)}
      </span>
    </>
  )
}

interface HeldProps {
  readonly story: PersonStory
  /** What of it whoever looks may end. */
  readonly ended: 'all' | 'own' | 'none'
}

function Held({ story, ended }: HeldProps) {
  const zone = useZone()
  const changing = useChange()
  const nowMs = useServerNow()
  return (
    <Panel title="Holds, will hold and held">
      <Outcome changing={changing} />
      <Table
        label="Holdings"
        columns={columnsOf({ zone, nowMs, ended, changing })}
        rows={story.held}
        keyOf={one => `${one.hold}/${one.id}`}
        classOf={one => (one.holds_now || isToCome(one, nowMs) ? '' : 'past')}
        empty="Nothing: without a role nothing can be done here."
      />
    </Panel>
  )
}

interface ColumnsOf {
  readonly zone: string
  readonly nowMs: number
  readonly ended: HeldProps['ended']
  readonly changing: Changing
}

function columnsOf({ zone, nowMs, ended, changing }: ColumnsOf): readonly TableColumn<Holding>[] {
  const shown: readonly TableColumn<Holding>[] = [
    { title: 'what', head: true, cell: one => `${words(one.hold)}: ${one.what}` },
    { title: 'from', unbroken: true, wideOnly: true, cell: one => dated(one.from, zone) },
    { title: 'until', unbroken: true, cell: one => (one.until === null ? 'for good' : dated(one.until, zone)) },
    {
      title: 'now',
      cell: one =>
        one.holds_now ? (
          <Mark tone="good">holds</Mark>
        ) : (
          <Mark tone="plain">{isToCome(one, nowMs) ? 'will hold' : 'does not hold'}</Mark>
        ),
    },
  ]
  if (ended === 'none') return shown
  const isEnded = (hold: string) => ended === 'all' || OWN_HOLDS.some(own => own === hold)
  return [
    ...shown,
    {
      title: 'do',
      cell: one =>
        (one.holds_now || isToCome(one, nowMs)) &&
        isEnded(one.hold) && (
          <button
            type="button"
            className="row-button"
            disabled={changing.isBusy}
            aria-label={`End: ${words(one.hold)} ${one.what}`}
            onClick={() => changing.make([{ change: 'end', hold: one.hold, id: one.id }])}
          >
            End
          </button>
        ),
    },
  ]
}

/** What was ended before it began holds never. */
function isToCome({ from, until }: Holding, nowMs: number): boolean {
  return Date.parse(from) > nowMs && from !== until
}

/** With the year, because what somebody holds lasts longer than one. */
function dated(at: string, zone: string): string {
  return datedText(at, zone)
}

function StateOfPerson({ story: { person } }: { readonly story: PersonStory }) {
  const changing = useChange()
  const to = person.state === 'active' ? (['suspend', 'leave'] as const) : (['reactivate'] as const)
  const says = { suspend: 'Suspend', leave: 'They leave for good', reactivate: 'Reactivate' } as const
  return (
    <Panel title="Whether they work here">
      <p className="act-buttons">
        {to.map(change => (
          <button
            key={change}
            type="button"
            disabled={changing.isBusy}
            onClick={() => changing.make([{ change, login: person.login }])}
          >
            {says[change]}
          </button>
        ))}
      </p>
      <Outcome changing={changing} />
    </Panel>
  )
}
