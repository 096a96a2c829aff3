import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { OpenSession } from '../../contract/passkey.ts'
import { endSession, sessionsQuery } from '../data/passkeys.ts'
import { clockText } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

const HOW: Readonly<Record<OpenSession['how'], string>> = {
  password: 'password',
  demo: 'demo person',
  passkey: 'passkey',
  provider: 'provider',
}

/** Where somebody is signed in just now, and the end of each. */
export function OpenSessionsPanel({ zone }: { readonly zone: string }) {
  const query = useQuery(sessionsQuery)
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: endSession,
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
  const columns: readonly TableColumn<OpenSession>[] = [
    { title: 'Since', head: true, unbroken: true, cell: ({ signed_in_at }) => clockText(signed_in_at, zone) },
    { title: 'With', cell: ({ how }) => HOW[how] },
    { title: 'From', wideOnly: true, cell: ({ address }) => address },
    { title: 'Last used', unbroken: true, wideOnly: true, cell: ({ last_seen_at }) => clockText(last_seen_at, zone) },
    {
      title: 'End',
      cell: ({ session, is, signed_in_at }) =>
        is === 'this' ? (
          <Mark tone="good">this one</Mark>
        ) : (
          <button
            type="button"
            disabled={end.isPending}
            onClick={() => end.mutate(session)}
            aria-label={`End the session of ${clockText(signed_in_at, zone)}`}
          >
            End
          </button>
        ),
    },
  ]
  return (
    <Panel title="Where you are signed in">
      <Loaded query={query} skeleton={<Lines count={3} />}>
        {({ data }) => <Table label="Open sessions" columns={columns} rows={data} keyOf={({ session }) => session} />}
      </Loaded>
      {end.error !== null && (
        <p className="sign-in-why" role="alert">
          {end.error.message}
        </p>
      )}
    </Panel>
  )
}
