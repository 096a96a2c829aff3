import { useQuery } from '@tanstack/react-query'
import type { InputHTMLAttributes } from 'react'
import type { LetterJson } from '../../contract/letter-routes.ts'
import type { Draft } from '../data/drafts.ts'
import { lettersOfItemQuery, todayQuery } from '../data/queries.ts'

/** What wakes a case before its moment, as the contract has it. */
export interface WakeAsked {
  readonly on: 'mail' | 'file' | 'ledger'
  readonly key: string
}

/** What somebody can wait for, in their words. */
const EVENTS = {
  '': 'nothing earlier',
  letter: 'the answer to a letter',
  balance: 'an account holds so much',
  posting: 'something is posted to an account',
  item: 'another item is out of suspense',
  file: 'a file of a source',
} as const
type EventName = keyof typeof EVENTS

const FIELDS = ['letter', 'amount', 'account', 'item', 'source'] as const
type Values = Readonly<Record<(typeof FIELDS)[number], string>>

interface WakeFieldProps {
  readonly item: number | undefined
  readonly draft: Draft
  /** What the draft's fields of it begin with. */
  readonly start: string
}

/** What wakes a case earlier: what of it there is to wait for is offered, what is wrong is said with why when it is sent. */
export function WakeField({ item, draft, start }: WakeFieldProps) {
  const { event, values } = wakeTyped(draft, start)
  const set = (name: keyof Values) => (value: string) => draft.set(start + name, value)
  const choose = (name: string) => {
    for (const field of FIELDS) draft.set(start + field, '')
    draft.set(`${start}event`, name)
  }
  return (
    <>
      <label>
        What wakes it earlier?
        <select value={event} onChange={one => choose(one.target.value)}>
          {Object.entries(EVENTS).map(([name, said]) => (
            <option key={name} value={name}>
              {said}
            </option>
          ))}
        </select>
      </label>
      {event === 'letter' && <LetterChoice item={item} value={values.letter} set={set('letter')} />}
      {event === 'balance' && (
        <Given label="How much, as 1000.00" pattern="[\d,]+\.\d\d" value={values.amount} set={set('amount')} />
      )}
      {(event === 'balance' || event === 'posting') && (
        <Given
          label="Number of the account; empty for the item’s own"
          required={false}
          value={values.account}
          set={set('account')}
        />
      )}
      {event === 'item' && <Given label="Its number" pattern="\d+" value={values.item} set={set('item')} />}
      {event === 'file' && <SourceChoice value={values.source} set={set('source')} />}
    </>
  )
}

/** What was chosen and typed; undefined where nothing wakes it earlier. */
export function wakeIn(draft: Draft, start: string): WakeAsked | undefined {
  const { event, values } = wakeTyped(draft, start)
  return wakeOf(event, values)
}

function wakeTyped({ values: typed }: Draft, start: string): { readonly event: EventName; readonly values: Values } {
  const event = typed[`${start}event`] ?? ''
  const values = Object.fromEntries(FIELDS.map(name => [name, typed[start + name] ?? ''])) as Values // of every name
  return { event: isEvent(event) ? event : '', values }
}

function isEvent(name: string): name is EventName {
  return Object.hasOwn(EVENTS, name)
}

function wakeOf(event: EventName, { letter, amount, account, item, source }: Values): WakeAsked | undefined {
  if (event === '') return undefined
  if (event === 'letter') return { on: 'mail', key: `letter ${letter}` }
  if (event === 'file') return { on: 'file', key: source.trim() }
  const words = { balance: [amount, account], posting: [account], item: [item] }[event]
  return {
    on: 'ledger',
    key: [event, ...words]
      .map(one => one.trim())
      .join(' ')
      .trim(),
  }
}

interface ChoiceProps {
  readonly value: string
  readonly set: (value: string) => void
}

type GivenProps = ChoiceProps & { readonly label: string } & Pick<
    InputHTMLAttributes<HTMLInputElement>,
    'pattern' | 'required' | 'list'
  >

function Given({ label, value, set, required = true, ...more }: GivenProps) {
  return (
    <label>
      {label}
      <input {...more} value={value} required={required} maxLength={100} onChange={one => set(one.target.value)} />
    </label>
  )
}

/** The letters about the item whose answer did not come yet. */
function LetterChoice({ item, value, set }: ChoiceProps & { readonly item: number | undefined }) {
  const query = useQuery({ ...lettersOfItemQuery(item ?? 0), enabled: item !== undefined })
  const open = (query.data?.data ?? []).filter(
    one => (one.state === 'requested' || one.state === 'sent') && one.answered === null,
  )
  if (open.length === 0)
    return <Given label="Number of the letter, as the list of letters has it" value={value} set={set} />
  return (
    <label>
      Which letter?
      <select value={value} required onChange={one => set(one.target.value)}>
        <option value="">choose</option>
        {open.map(one => (
          <option key={one.letter} value={one.letter}>
            {letterText(one)}
          </option>
        ))}
      </select>
    </label>
  )
}

function letterText({ letter, to, words }: LetterJson): string {
  return `${letter}, to the ${to}: ${words.length > 60 ? `${words.slice(0, 60)}…` : words}`
}

/** The sources that sent something, and any other. */
function SourceChoice({ value, set }: ChoiceProps) {
  const sources = useQuery(todayQuery()).data?.arrivals ?? []
  return (
    <>
      <Given label="The source that sends it" list="wake-sources" value={value} set={set} />
      <datalist id="wake-sources">
        {[...new Set(sources.map(one => one.source))].map(source => (
          <option key={source} value={source} />
        ))}
      </datalist>
    </>
  )
}
