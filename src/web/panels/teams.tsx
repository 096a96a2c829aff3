import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AuthorityWords } from '../../contract/people.ts'
import { ROLE_WORDS, type Role } from '../../core/authority/role.ts'
import { useFormDraft } from '../data/drafts.ts'
import { wordsQuery } from '../data/people.ts'
import { type Changing, useChange } from '../data/use-change.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { ChangeForm, Outcome } from './change-form.tsx'
import { RoleField } from './role-field.tsx'

type Team = AuthorityWords['teams'][number]

/** Who works together, under whom, and what they hold by it; whoever manages people adds teams and gives them roles. */
export function Teams({ isManager }: { readonly isManager: boolean }) {
  const query = useQuery(wordsQuery)
  const changing = useChange()
  return (
    <Panel title="Teams">
      <Loaded query={query} skeleton={<PanelLines count={4} />}>
        {({ teams }) => (
          <>
            <Outcome changing={changing} />
            <Table
              label="Teams"
              columns={columnsOf(isManager ? changing : undefined)}
              rows={teams}
              keyOf={one => one.team}
              empty="There is no team yet."
            />
            {isManager && <AddTeam teams={teams} />}
            {isManager && teams.length > 0 && <TeamRole teams={teams} />}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

function columnsOf(changing: Changing | undefined): readonly TableColumn<Team>[] {
  return [
    { title: 'team', head: true, cell: one => one.team },
    { title: 'under', cell: one => one.parent ?? '' },
    {
      title: 'in it',
      cell: one =>
        one.members.map((login, n) => (
          <span key={login}>
            {n > 0 && ', '}
            <Link to="/people/$login" params={{ login }}>
              {login}
            </Link>
          </span>
        )),
    },
    { title: 'roles of all in it', cell: one => <Roles team={one} changing={changing} /> },
  ]
}

function Roles({ team, changing }: { readonly team: Team; readonly changing: Changing | undefined }) {
  if (changing === undefined) return team.roles.map(one => ROLE_WORDS[one.role]).join(', ')
  return team.roles.map(one => (
    <span key={one.id} className="team-role">
      {ROLE_WORDS[one.role]}{' '}
      <button
        type="button"
        className="row-button"
        disabled={changing.isBusy}
        aria-label={`End: ${ROLE_WORDS[one.role]} of ${team.team}`}
        onClick={() => changing.make([{ change: 'end', hold: 'role', id: one.id }])}
      >
        End
      </button>
    </span>
  ))
}

interface OfTeams {
  readonly teams: readonly Team[]
}

function AddTeam({ teams }: OfTeams) {
  const { field, forget } = useFormDraft('team')
  const changing = useChange(forget)
  const [name, parent] = [field('name'), field('parent')]
  const send = () => {
    const under = parent.value === '' ? {} : { parent: parent.value }
    changing.make([{ change: 'add_team', team: name.value.trim(), ...under }])
  }
  return (
    <ChangeForm changing={changing} does="Add a team" send={send}>
      <label>
        Name of a new team
        <input {...name} required maxLength={100} autoComplete="off" />
      </label>
      <label>
        Under
        <select {...parent}>
          <option value="">no other team</option>
          {teams.map(({ team }) => (
            <option key={team}>{team}</option>
          ))}
        </select>
      </label>
    </ChangeForm>
  )
}

function TeamRole({ teams }: OfTeams) {
  const changing = useChange()
  const [team, setTeam] = useState('')
  const [role, setRole] = useState<Role | ''>('')
  const send = () => {
    if (role !== '') changing.make([{ change: 'grant', hold: 'role', role, team }])
  }
  return (
    <ChangeForm changing={changing} does="Give the team a role" send={send}>
      <label>
        Team
        <select value={team} required onChange={event => setTeam(event.target.value)}>
          <option value="">choose</option>
          {teams.map(one => (
            <option key={one.team}>{one.team}</option>
          ))}
        </select>
      </label>
      <RoleField value={role} set={setRole} />
    </ChangeForm>
  )
}
