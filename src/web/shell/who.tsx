import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Session } from '../../contract/session.ts'
import { signOut } from '../data/session.ts'

/** Who is signed in, as what, and the way out. */
export function Who({ session }: { readonly session: Session }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: signOut,
    // Also where the session was over already: nothing of it stays on this screen.
    onSettled: () => {
      client.clear()
      void navigate({ to: '/sign-in' })
    },
  })
  const roles = session.roles.map(({ title }) => title).join(', ')
  return (
    <span className="who">
      <span className="cut">
        <Link to="/account" aria-label={`My account: ${session.person.name}`}>
          <b>{session.person.name}</b>
        </Link>
        <span className="who-role">, {roles === '' ? 'no role' : roles}</span>
      </span>
      <button type="button" onClick={() => leave.mutate()} disabled={leave.isPending}>
        Sign out
      </button>
    </span>
  )
}
