import { useState } from 'react'
import { PERSON_KINDS, type PersonKind, type Role } from '../../core/authority/role.ts'
import { useChange } from '../data/use-change.ts'
import { ChangeForm } from './change-form.tsx'
import { RoleField } from './role-field.tsx'

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
      {
        change: 'add_person',
        login: login.trim(),
        name: name.trim(),
        kind,
        ...(owner.trim() === '' ? {} : { owner: owner.trim() }),
      },
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
      <label>
        {kind === 'human' ? 'Second account of (login), if it is one' : 'Who answers for it (login)'}
        <input
          value={owner}
          required={kind !== 'human'}
          autoCapitalize="none"
          onChange={event => setOwner(event.target.value)}
        />
      </label>
      <RoleField value={role} set={setRole} />
    </ChangeForm>
  )
}
