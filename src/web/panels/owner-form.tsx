import { useState } from 'react'
import type { PersonNow } from '../../contract/people.ts'
import { useChange } from '../data/use-change.ts'
import { Panel } from '../ui/panel.tsx'
import { ChangeForm } from './change-form.tsx'
import { PersonField } from './person-field.tsx'

/** Who answers for an account: whose second one it is, or the human behind an agent or service. It counts from now on. */
export function OwnerPanel({ person: { login, kind, owner } }: { readonly person: PersonNow }) {
  const [named, setNamed] = useState('')
  const changing = useChange(() => setNamed(''))
  const say = (to: string | null) => changing.make([{ change: 'set_owner', login, owner: to }])
  return (
    <Panel title={kind === 'human' ? 'Whose account it is' : 'Who answers for it'}>
      <p>{owner === null ? 'A first account: nobody answers for it but whoever uses it.' : ownedText(kind, owner)}</p>
      <ChangeForm changing={changing} does="Say so" send={() => say(named.trim())}>
        <PersonField
          label={kind === 'human' ? 'It is a second account of' : 'It is answered for by'}
          value={named}
          set={setNamed}
        />
        {kind === 'human' && owner !== null && (
          <button type="button" disabled={changing.isBusy} onClick={() => say(null)}>
            It is a first account
          </button>
        )}
      </ChangeForm>
    </Panel>
  )
}

function ownedText(kind: PersonNow['kind'], owner: string): string {
  return kind === 'human'
    ? `A second account of ${owner}: neither approves what the other had a hand in, and their limits are one.`
    : `${owner} answers for it, and approves nothing that it had a hand in.`
}
