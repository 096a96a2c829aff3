import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useContext, useId, useState } from 'react'
import type { Can } from '../../contract/people.ts'
import { type CanAsked, canQuery, wordsQuery } from '../data/people.ts'
import { Amount, MinorDigits } from '../ui/amount.tsx'
import { words } from '../ui/format.ts'
import { Failure } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { minorOf } from '../ui/minor-of.ts'
import { Panel } from '../ui/panel.tsx'

/** Can this person do this act, with this amount, in this queue? By the one function that decides it. */
export function CanPanel({ login }: { readonly login?: string }) {
  const [asked, setAsked] = useState<CanAsked>()
  return (
    <Panel title={login === undefined ? 'Can somebody do something?' : 'Can they do something?'} className="can">
      <CanForm login={login} send={setAsked} />
      {asked !== undefined && <Answer asked={asked} />}
    </Panel>
  )
}

interface CanFormProps {
  readonly login: string | undefined
  readonly send: (asked: CanAsked) => void
}

function CanForm({ login, send }: CanFormProps) {
  const known = useQuery(wordsQuery).data
  const digits = useContext(MinorDigits)
  const [who, setWho] = useState(login ?? '')
  const [act, setAct] = useState('')
  const [amount, setAmount] = useState('')
  const [queue, setQueue] = useState('')
  const hint = useId()
  const minor = amount.trim() === '' ? '0' : minorOf(amount, digits)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (minor === undefined) return
    send({ login: who.trim(), act, amount_minor: minor, ...(queue === '' ? {} : { queue }) })
  }
  return (
    <form className="row-form" onSubmit={submit}>
      {login === undefined && (
        <label>
          Login
          <input value={who} required autoCapitalize="none" onChange={event => setWho(event.target.value)} />
        </label>
      )}
      <label>
        Act
        <select value={act} required onChange={event => setAct(event.target.value)}>
          <option value="">choose</option>
          {known?.acts.map(one => (
            <option key={one.act} value={one.act}>
              {one.title}
            </option>
          ))}
        </select>
      </label>
      <label>
        Amount
        <input
          value={amount}
          inputMode="decimal"
          aria-invalid={minor === undefined}
          aria-describedby={minor === undefined ? hint : undefined}
          onChange={event => setAmount(event.target.value)}
        />
      </label>
      <label>
        Queue
        <select value={queue} onChange={event => setQueue(event.target.value)}>
          <option value="">of no queue</option>
          {known?.queues.map(one => (
            <option key={one.queue} value={one.queue}>
              {one.title}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="primary">
        Ask
      </button>
      {minor === undefined && (
        <p id={hint} role="alert" className="why">
          An amount such as 1,204.55.
        </p>
      )}
    </form>
  )
}

function Answer({ asked }: { readonly asked: CanAsked }) {
  const query = useQuery(canQuery(asked))
  if (query.error !== null) return <Failure error={query.error} again={() => void query.refetch()} />
  if (query.data === undefined) return null
  return (
    <div className="can-answer" role="status">
      <p>
        <Mark tone={query.data.allowed ? 'good' : query.data.needs === 'approval' ? 'wait' : 'bad'}>
          {answerText(query.data)}
        </Mark>
      </p>
      <ul className="reasons">
        {query.data.why_not.map(why => (
          <li key={why}>{why}</li>
        ))}
        {query.data.limits.map(one => (
          <li key={`${one.measure}/${one.days}`}>
            {words(one.measure)}: <Amount minor={one.used_minor} /> used and <Amount minor={one.amount_minor} /> asked,
            up to <Amount minor={one.limit_minor} />
            {one.days > 1 && ` in ${one.days} banking days`}
          </li>
        ))}
      </ul>
    </div>
  )
}

function answerText({ allowed, by, needs }: Can): string {
  if (allowed) return `yes, ${by ?? ''}`
  return needs === 'approval' ? 'not alone: a second person must approve it' : 'no'
}
