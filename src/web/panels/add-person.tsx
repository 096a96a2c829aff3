import { useState } from 'react'
import { PERSON_KINDS, type PersonKind, ROLE_NAMES, ROLES, type Role } from '../../core/authority/role.ts'
import { useChange } from '../data/use-change.ts'
import { ChangeForm } from './change-form.tsx'

/** Somebody new, with a first role. */
export function AddPersonForm({ leave }: { readonly leave: () => void }) {
  const changing = useChange(leave)
  const [login, setLogin] = useState('')
  const [name, setName] = useState('')
  const [kind, setKind] = useState<PersonKind>('human')
  const [owner, setOwner] = useState('')
  const [role, setRole] = useState<Role>('aop')
  const send = () =>
    changing.make([
      { change: 'add_person', login: login.trim(), name: name.trim(), kind, ...(owner === '' ? {} : { owner }) },
      { change: 'grant', hold: 'role', role, login: login.trim() },
    ])
  return (
    <ChangeForm changing={changing} does="Add" send={send} leave={leave}>
      <label>
        Login
        <input
          value={login}
          required
          maxLength={100}
          autoCapitalize="none"
          onChange={event => setLogin(event.target.value)}
        />
      </label>
      <label>
        Name
        <input value={name} required maxLength={100} onChange={event => setName(event.target.value)} />
      </label>
      <label>
        Is a
        <select value={kind} onChange={event => setKind(event.target.value as PersonKind)}>
          {PERSON_KINDS.map(one => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      {kind !== 'human' && (
        <label>
          Who answers for it (login)
          <input value={owner} required autoCapitalize="none" onChange={event => setOwner(event.target.value)} />
        </label>
      )}
      <label>
        Role
        <select value={role} onChange={event => setRole(event.target.value as Role)}>
          {ROLE_NAMES.map(one => (
            <option key={one} value={one}>
              {ROLES[one]}
            </option>
          ))}
        </select>
      </label>
    </ChangeForm>
  )
}
