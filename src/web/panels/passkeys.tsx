import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import type { Passkey } from '../../contract/passkey.ts'
import type { Session } from '../../contract/session.ts'
import { AskFailed } from '../data/ask.ts'
import { passkeysOfQuery, passkeysQuery, registerPasskey, revokePasskey, signInWaysQuery } from '../data/passkeys.ts'
import { clockText } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { type PasskeyWay, passkeyWay } from '../ui/passkey-ways.ts'
import { StepUp } from '../ui/step-up.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

interface PanelProps {
  readonly session: Session
  readonly zone: string
}

/** Somebody's passkeys, with the way to one more and the end of each. */
export function PasskeysPanel({ session, zone }: PanelProps) {
  const query = useQuery(passkeysQuery)
  const ways = useQuery(signInWaysQuery)
  return (
    <Panel title="Passkeys">
      <p className="quiet">
        A passkey signs you in with your fingerprint, your face or a PIN. It stays on its device, and works at this
        address alone.
      </p>
      <Loaded query={query} skeleton={<Lines count={3} />}>
        {({ data }) => <PasskeyTable passkeys={data} zone={zone} empty="You have no passkey yet." />}
      </Loaded>
      {ways.data !== undefined && <AddPasskey session={session} way={passkeyWay(ways.data)} />}
    </Panel>
  )
}

interface PasskeyTableProps {
  readonly passkeys: readonly Passkey[]
  readonly zone: string
  readonly empty: string
}

/** Passkeys with the end of each; of somebody else that takes the proof once more of who asks. */
function PasskeyTable({ passkeys, zone, empty }: PasskeyTableProps) {
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: revokePasskey,
    onSettled: () => client.invalidateQueries({ queryKey: passkeysQuery.queryKey }),
  })
  const { error, variables } = revoke
  const needsProof = error instanceof AskFailed && error.refused === 'step_up_needed' && variables !== undefined
  const columns: readonly TableColumn<Passkey>[] = [
    { title: 'Name', head: true, cell: ({ name }) => name },
    { title: 'Since', unbroken: true, cell: ({ created_at }) => clockText(created_at, zone) },
    {
      title: 'Last used',
      unbroken: true,
      wideOnly: true,
      cell: ({ used_at }) => (used_at === null ? 'never' : clockText(used_at, zone)),
    },
    {
      title: 'End',
      cell: ({ id, name, revoked_at }) =>
        revoked_at === null ? (
          <button
            type="button"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate(id)}
            aria-label={`Revoke ${name}`}
          >
            Revoke
          </button>
        ) : (
          <Mark tone="wait">revoked</Mark>
        ),
    },
  ]
  return (
    <>
      <Table label="Passkeys" columns={columns} rows={passkeys} keyOf={({ id }) => String(id)} empty={empty} />
      {needsProof && <StepUp done={() => revoke.mutate(variables)} />}
      {error !== null && !needsProof && (
        <p className="sign-in-why" role="alert">
          {error.message}
        </p>
      )}
    </>
  )
}

/** How somebody else signs in, for those who mind that: each can be ended, and its owner is signed out with it. */
export function PasskeysOfPanel({ login, zone }: { readonly login: string; readonly zone: string }) {
  const query = useQuery(passkeysOfQuery(login))
  return (
    <Panel title="Passkeys">
      <Loaded query={query} skeleton={<Lines count={2} />}>
        {({ data }) => <PasskeyTable passkeys={data} zone={zone} empty="No passkey: only a password, or a provider." />}
      </Loaded>
    </Panel>
  )
}

function AddPasskey({ session, way }: { readonly session: Session; readonly way: PasskeyWay }) {
  if (way.at === 'not here') return <p className="notice">{way.why}</p>
  if (session.stepped_up_until === null) return <StepUp why="To add a passkey, prove again that it is you." />
  return <NameForm />
}

function NameForm() {
  const client = useQueryClient()
  const name = useRef<HTMLInputElement>(null)
  const add = useMutation({
    mutationFn: registerPasskey,
    onSuccess: () => {
      if (name.current !== null) name.current.value = ''
    },
    onSettled: () => client.invalidateQueries({ queryKey: passkeysQuery.queryKey }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(name.current?.value ?? '')
  }
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <label>
        Name of a new passkey
        <input
          ref={name}
          name="passkey"
          type="text"
          maxLength={60}
          autoComplete="off"
          placeholder="my phone"
          required
        />
      </label>
      <button type="submit" disabled={add.isPending}>
        Add a passkey
      </button>
      <p className="sign-in-why" role="alert">
        {add.error?.message}
      </p>
    </form>
  )
}
