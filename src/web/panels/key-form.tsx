import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Approval } from '../../contract/approval.ts'
import { FORWARDING_ANSWER_NAMES, RECIPIENT_LENGTH_MAX } from '../../core/forwarding.ts'
import type { KeyBody } from '../data/approvals.ts'
import { itemQuery } from '../data/queries.ts'
import type { Sent } from './approval.tsx'

type Keyed = Readonly<Record<'resolution' | 'code' | 'term' | 'to' | 'recipient' | 'answer' | 'words', string>>

const NOTHING: Keyed = { resolution: '', code: '', term: '', to: '', recipient: '', answer: '', words: '' }

/** The second key: what is to happen, said by somebody who does not see what the first one said. */
export function KeyForm({ one, sent }: { readonly one: Approval; readonly sent: Sent }) {
  const story = useQuery(itemQuery(String(one.item))).data
  const [keyed, setKeyed] = useState(NOTHING)
  const set = (name: keyof Keyed) => (value: string) => setKeyed({ ...keyed, [name]: value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    sent.send({ to: 'decisionKey', body: bodyOf(keyed) })
  }
  const resolutions = (story?.resolutions ?? []).map(({ name, sentence }) => ({
    value: name,
    text: `${name}: ${sentence}`,
  }))
  const codes = (story?.codes ?? []).map(({ code, sentence }) => ({ value: code, text: `${code} ${sentence}` }))
  return (
    <form className="approval-form" onSubmit={submit} aria-label="Second key">
      <p>
        Say yourself what is to happen. You do not see what {one.maker.name} said: it happens where both are the same,
        but for the words.
      </p>
      <Choice label="What happens" value={keyed.resolution} set={set('resolution')} of={resolutions} required />
      <Choice label="Reason code" value={keyed.code} set={set('code')} of={codes} />
      <Choice label="Credit" value={keyed.term} set={set('term')} of={TERMS} />
      <Choice label="Asked of" value={keyed.to} set={set('to')} of={WHOM} />
      <label>
        Forwarded to
        <input
          value={keyed.recipient}
          onChange={event => set('recipient')(event.target.value)}
          maxLength={RECIPIENT_LENGTH_MAX}
        />
      </label>
      <Choice label="Their answer" value={keyed.answer} set={set('answer')} of={ANSWERS} />
      <label>
        Words
        <input value={keyed.words} onChange={event => set('words')(event.target.value)} maxLength={4000} />
      </label>
      <button type="submit" disabled={sent.isBusy || keyed.resolution === ''}>
        Key it
      </button>
    </form>
  )
}

const TERMS = ['provisional', 'final'].map(value => ({ value, text: value }))
const ANSWERS = FORWARDING_ANSWER_NAMES.map(value => ({ value, text: value }))
const WHOM = ['customer', 'sender'].map(value => ({ value, text: value }))

/** What is empty is not said. */
function bodyOf({ resolution, ...rest }: Keyed): KeyBody {
  return { resolution, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value.trim() !== '')) }
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly set: (value: string) => void
  readonly of: readonly { readonly value: string; readonly text: string }[]
  readonly required?: true
}

function Choice({ label, value, set, of, required }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={event => set(event.target.value)} required={required === true}>
        <option value="">{required === true ? 'choose' : 'none'}</option>
        {of.map(one => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </select>
    </label>
  )
}
