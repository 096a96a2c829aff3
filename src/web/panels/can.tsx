import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useContext, useId, useState } from 'react'
import type { Can } from '../../contract/people.ts'
import { MEASURE_WORDS } from '../../core/authority/people-facts.ts'
import { shareWords } from '../../core/authority/share-words.ts'
import { type CanAsked, canQuery, wordsQuery } from '../data/people.ts'
import { Amount, MinorDigits } from '../ui/amount.tsx'
import { Failure } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { minorOf } from '../ui/minor-of.ts'
import { Panel } from '../ui/panel.tsx'

/** Can this person do this act: with this amount, in this queue, with all that it would be added to? By the one function that decides it. */
export function CanPanel({ login, asks }: CanPanelProps) {
  const [asked, setAsked] = useState<CanAsked>()
  return (
    <Panel title={login === undefined ? 'Can somebody do something?' : 'Can they do something?'} className="can">
      <CanForm login={login} asks={asks} send={setAsked} />
      {asked !== undefined && <Answer asked={asked} />}
    </Panel>
  )
}

interface CanPanelProps {
  readonly login?: string
  /** What else may be asked than the act, the amount and the queue: what it would be added to tells of others, so not everybody may. */
  readonly asks: 'everything' | 'the act'
}

interface CanFormProps {
  readonly login: string | undefined
  readonly asks: CanPanelProps['asks']
  /** Undefined: what was written cannot be asked, and what was asked before it is not answered beside it. */
  readonly send: (asked: CanAsked | undefined) => void
}

function CanForm({ login, asks, send }: CanFormProps) {
  const known = useQuery(wordsQuery).data
  const digits = useContext(MinorDigits)
  const [who, setWho] = useState(login ?? '')
  const [act, setAct] = useState('')
  const [amount, setAmount] = useState('')
  const [queue, setQueue] = useState('')
  const [about, setAbout] = useState<About>({})
  const hint = useId()
  const minor = amount.trim() === '' ? '0' : minorOf(amount, digits)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (minor === undefined) return send(undefined)
    const given = Object.entries({ ...about, queue }).map(([name, text]) => [name, asSent(text)])
    send({
      login: who.trim(),
      act,
      amount_minor: minor,
      ...Object.fromEntries(given.filter(([, text]) => text !== '')),
    })
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
      <QueueField queue={queue} set={setQueue} />
      {asks === 'everything' && <AboutFields about={about} set={setAbout} />}
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

/** What the act would be added to, and whose hands are in it already; left out, it is not asked. */
const ABOUT: readonly AboutField[] = [
  { name: 'payee', title: 'To the account (number)', of: 'the account' },
  { name: 'cluster', title: 'Of the batch, as 17/0', of: 'the batch', pattern: ' *[0-9]+/[0-9]* *' },
  { name: 'reason', title: 'Reason code, or kind', of: 'the reason' },
  { name: 'made_by', title: 'Made or edited by (logins)', of: 'who made it' },
]

type About = { readonly [Name in AboutField['name']]?: string }

interface AboutField {
  readonly name: 'payee' | 'cluster' | 'reason' | 'made_by'
  readonly title: string
  readonly of: string
  readonly pattern?: string
}

function AboutFields({ about, set }: { readonly about: About; readonly set: (about: About) => void }) {
  return ABOUT.map(({ name, title, pattern }) => (
    <label key={name}>
      {title}
      <input
        value={about[name] ?? ''}
        pattern={pattern}
        maxLength={60}
        autoCapitalize="none"
        onChange={event => set({ ...about, [name]: event.target.value })}
      />
    </label>
  ))
}

function QueueField({ queue, set }: { readonly queue: string; readonly set: (queue: string) => void }) {
  const known = useQuery(wordsQuery).data
  return (
    <label>
      Queue
      <select value={queue} onChange={event => set(event.target.value)}>
        <option value="">of no queue</option>
        {known?.queues.map(one => (
          <option key={one.queue} value={one.queue}>
            {one.title}
          </option>
        ))}
      </select>
    </label>
  )
}

/** With commas between, where there are several. */
function asSent(text: string): string {
  return text
    .split(/[,\s]+/)
    .filter(one => one !== '')
    .join(',')
}

function Answer({ asked }: { readonly asked: CanAsked }) {
  const query = useQuery(canQuery(asked))
  if (query.error !== null) return <Failure error={query.error} again={() => void query.refetch()} />
  if (query.data === undefined) return null
  const notAsked = ABOUT.filter(one => asked[one.name] === undefined).map(one => one.of)
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
        {query.data.share_percent !== null && <li>{shareWords(query.data.share_percent)}</li>}
        {query.data.limits.map(one => (
          <li key={`${one.measure}/${one.days}`}>
            {MEASURE_WORDS[one.measure]}: <Amount minor={one.used_minor} /> used and <Amount minor={one.amount_minor} />{' '}
            asked, up to <Amount minor={one.limit_minor} />
            {one.days > 1 && ` in ${one.days} banking days`}
          </li>
        ))}
      </ul>
      {query.data.allowed && notAsked.length > 0 && (
        <p className="quiet">Not asked: {notAsked.join(', ')}. With them it may be no.</p>
      )}
    </div>
  )
}

function answerText({ allowed, by, needs }: Can): string {
  if (allowed) return `yes, ${by ?? ''}`
  return needs === 'approval' ? 'not alone: a second person must approve it' : 'no'
}
