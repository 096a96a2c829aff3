import { ROLE_NAMES, ROLES, type Role } from '../../core/authority/role.ts'

interface RoleFieldProps {
  /** Empty until one is chosen. */
  readonly value: Role | ''
  readonly set: (role: Role) => void
}

/** One of the roles that there are. */
export function RoleField({ value, set }: RoleFieldProps) {
  return (
    <label>
      Role
      <select value={value} required onChange={event => set(event.target.value as Role /* one of those below */)}>
        {value === '' && <option value="">choose</option>}
        {ROLE_NAMES.map(one => (
          <option key={one} value={one}>
            {ROLES[one]}
          </option>
        ))}
      </select>
    </label>
  )
}
