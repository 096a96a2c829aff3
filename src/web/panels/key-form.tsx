import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import type { Approval } from '../../contract/approval.ts'
import type { HeldStory } from '../../contract/held.ts'
import type { ItemStory } from '../../contract/item.ts'
import { type Resolution, titleOfWay } from '../../core/exception.ts'
import { WAIVERS } from '../../core/fee.ts'
import { FORWARDING_ANSWER_NAMES, RECIPIENT_LENGTH_MAX } from '../../core/forwarding.ts'
import { HOLD_REASON_NAMES, HOLD_REASONS } from '../../core/hold.ts'
import { ARGUMENTS, argumentsKeyed } from '../../core/resolve/arguments.ts'
import type { KeyBody } from '../data/approvals.ts'
import { heldQuery } from '../data/desk.ts'
import type { Draft } from '../data/drafts.ts'
import { itemQuery } from '../data/queries.ts'
import type { Sent } from './approval.tsx'
import { PartsField, partsIn } from './parts-field.tsx'

type Keyed = Readonly<
  Record<
    | 'resolution'
    | 'code'
    | 'term'
    | 'to'
    | 'recipient'
    | 'answer'
    | 'awaits'
    | 'until'
    | 'fee'
    | 'waiver'
    | 'words'
    | AskedOfOne,
    string
  >
>
/** What one resolution alone is told: what became of an adjustment that runs, the days of what is contested. */
type AskedOfOne = 'step' | 'returned_on' | 'settled_on'

const OF_ONE_ALONE = ['step', 'returned_on', 'settled_on'] as const satisfies readonly AskedOfOne[]

/** What the fields of the item are called may be the name of an argument too. */
const SAID = 'said/'

function keyedIn({ values }: Draft): Keyed {
  const names = Object.keys(NOTHING) as (keyof Keyed)[] // its own keys
  return Object.fromEntries(names.map(name => [name, values[SAID + name] ?? ''])) as Keyed // of every name
}

const NOTHING: Keyed = {
  ...{ resolution: '', code: '', term: '', to: '', recipient: '', answer: '', awaits: '', until: '' },
  ...{ fee: '', waiver: '', words: '', step: '', returned_on: '', settled_on: '' },
}

interface KeyFormProps {
  readonly one: Approval
  readonly sent: Sent
  /** Where what is keyed stays until it was sent. */
  readonly draft: Draft
}

/** The second key: what is to happen, said by somebody who does not see what the first one said. */
export function KeyForm({ one, sent, draft }: KeyFormProps) {
  const story = useQuery({ ...itemQuery(String(one.item)), enabled: one.held === null }).data
  const unit = useQuery({ ...heldQuery(one.item), enabled: one.held !== null }).data
  const { values } = draft
  const keyed = keyedIn(draft)
  const set = (name: keyof Keyed) => (value: string) => draft.set(SAID + name, value)
  /** What was said of another one is not said of this. */
  const choose = (resolution: string) => {
    for (const name of OF_ONE_ALONE) draft.set(SAID + name, '')
    draft.set(`${SAID}resolution`, resolution)
  }
  const asked = story?.resolutions.find(one => one.name === keyed.resolution)?.fields ?? heldFields(one, keyed)
  const ofFields = asked.filter(one => one.of === 'fields')
  const ofParts = asked.filter(one => one.of === 'parts')
  const takes = takenBy(keyed.resolution, one, { story, unit })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = Object.fromEntries(ofFields.map(({ name }) => [name, (values[name] ?? '').trim()]))
    const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
    const more = {
      ...(ofFields.length > 0 ? { fields } : {}),
      ...(ofParts.length > 0 ? { parts: partsIn(draft, '', ofParts) } : {}),
    }
    sent.send({ to: 'decisionKey', body: { ...bodyOf(keyed, takes), ...more } })
  }
  const resolutions = one.held === null ? waysOf(story) : heldWays(one.held)
  return (
    <form className="approval-form" onSubmit={submit} aria-label="Second key">
      <p>
        Say yourself what is to happen. You do not see what {one.maker.name} said: it happens where both are the same,
        but for the words.{ofFields.length > 1 && ' What stands there rightly stays empty.'}
      </p>
      <Choice label="What happens" value={keyed.resolution} set={choose} of={resolutions} required />
      {takes.has('step') && (
        <Choice label="What became of it" value={keyed.step} set={set('step')} of={STEPS} required />
      )}
      {ofFields.map(field => (
        <Text
          key={field.name}
          label={field.title}
          expects={field.expects}
          value={values[field.name] ?? ''}
          set={value => draft.set(field.name, value)}
        />
      ))}
      {ofParts.length > 0 && <PartsField asks={ofParts} draft={draft} start="" />}
      <Arguments keyed={keyed} set={set} story={story} takes={takes} />
      <button type="submit" disabled={sent.isBusy || keyed.resolution === ''}>
        Key it
      </button>
    </form>
  )
}

function waysOf(story: ItemStory | undefined) {
  return (story?.resolutions ?? []).map(({ name, sentence }) => ({ value: name, text: `${name}: ${sentence}` }))
}

/** Of what is held as a whole. */
function heldWays({ scope, resolutions }: NonNullable<Approval['held']>) {
  return resolutions.map(value => ({ value, text: titleOfWay(value as Resolution, scope) })) // as its kind lists them
}

/** Which posted debit a claim means that names none: all that is asked of what is held as a whole beside words. */
function heldFields({ held }: Approval, { resolution }: Keyed): ItemStory['resolutions'][number]['fields'] {
  return held !== null && resolution === 'correct' ? [DEBIT] : []
}

/** What the way out takes, by what stands with the item: never by what was proposed. */
function takenBy(
  resolution: string,
  { held }: Approval,
  { story, unit }: { readonly story: ItemStory | undefined; readonly unit: HeldStory | undefined },
): ReadonlySet<string> {
  const ways = held === null ? (story?.resolutions ?? []).map(one => one.name) : held.resolutions
  if (!ways.includes(resolution)) return new Set()
  return argumentsKeyed(resolution as Resolution, {
    isAdjusting: story?.adjustment != null,
    isForwarding: (story ?? unit)?.forwarding?.state === 'sent',
  })
}

interface ArgumentsProps extends KeyedFieldsProps {
  readonly story: ItemStory | undefined
}

/** Of codes those that may be used now, as the item and its clock say. */
function Arguments({ keyed, set, story, takes }: ArgumentsProps) {
  const codes = (story?.codes ?? [])
    .filter(one => one.refusal === null)
    .map(({ code, sentence }) => ({ value: code, text: `${code} ${sentence}` }))
  return (
    <>
      {DAYS_OF_CONTEST.filter(({ name }) => takes.has(name)).map(({ name, title }) => (
        <Text key={name} label={title} expects={EXPECTED_DAY} value={keyed[name]} set={set(name)} />
      ))}
      {takes.has('code') && <Choice label="Reason code" value={keyed.code} set={set('code')} of={codes} required />}
      {takes.has('term') && <Choice label="Credit" value={keyed.term} set={set('term')} of={TERMS} required />}
      {takes.has('to') && <Choice label="Asked of, or held for" value={keyed.to} set={set('to')} of={WHOM} required />}
      {takes.has('recipient') && <ForwardedTo keyed={keyed} set={set} />}
      {takes.has('awaits') && <HoldFields keyed={keyed} set={set} />}
      <KeyedMore keyed={keyed} set={set} takes={takes} />
      {takes.has('words') && (
        <label>
          Words
          <input
            value={keyed.words}
            required={!takes.has('waiver')}
            onChange={event => set('words')(event.target.value)}
            maxLength={4000}
          />
        </label>
      )}
    </>
  )
}

interface KeyedFieldsProps {
  readonly keyed: Keyed
  readonly set: (name: keyof Keyed) => (value: string) => void
  readonly takes: ReadonlySet<string>
}

/** What few of the ways out need. */
function KeyedMore({ keyed, set, takes }: KeyedFieldsProps) {
  return (
    <>
      {takes.has('answer') && (
        <Choice label="Their answer" value={keyed.answer} set={set('answer')} of={ANSWERS} required />
      )}
      {takes.has('fee') && (
        <label>
          Fee
          <input value={keyed.fee} required onChange={event => set('fee')(event.target.value)} maxLength={40} />
        </label>
      )}
      {takes.has('waiver') && <Choice label="Why no fee" value={keyed.waiver} set={set('waiver')} of={WAIVED} />}
    </>
  )
}

function ForwardedTo({ keyed, set }: Omit<KeyedFieldsProps, 'takes'>) {
  return (
    <label>
      Forwarded to
      <input
        value={keyed.recipient}
        required
        onChange={event => set('recipient')(event.target.value)}
        maxLength={RECIPIENT_LENGTH_MAX}
      />
    </label>
  )
}

/** What is said of a hold beside for whom it is. */
function HoldFields({ keyed, set }: Omit<KeyedFieldsProps, 'takes'>) {
  return (
    <>
      <Choice label="Awaited of them" value={keyed.awaits} set={set('awaits')} of={AWAITS} required />
      <label>
        Held until
        <input value={keyed.until} required onChange={event => set('until')(event.target.value)} maxLength={16} />
      </label>
    </>
  )
}

const DEBIT = {
  name: 'item',
  of: 'fields',
  title: 'Number of the item that it means',
  expects: 'of a posted debit',
} as const
const TERMS = ['provisional', 'final'].map(value => ({ value, text: value }))
const ANSWERS = FORWARDING_ANSWER_NAMES.map(value => ({ value, text: value }))
const STEPS = Object.entries(ARGUMENTS.step.choices).map(([value, text]) => ({ value, text }))
const EXPECTED_DAY = 'as 2026-11-20, where no file of ours says it'
const DAYS_OF_CONTEST = [
  { name: 'returned_on', title: 'When our return went out' },
  { name: 'settled_on', title: 'When the entry settled' },
] as const
const WAIVED = Object.entries(WAIVERS).map(([value, text]) => ({ value, text }))
const AWAITS = HOLD_REASON_NAMES.map(value => ({ value, text: HOLD_REASONS[value] }))
const WHOM = ['customer', 'sender'].map(value => ({ value, text: value }))

/** What is empty, or was said of another way out, is not said. */
function bodyOf({ resolution, ...rest }: Keyed, takes: ReadonlySet<string>): KeyBody {
  const said = Object.entries(rest).filter(([name, value]) => takes.has(name) && value.trim() !== '')
  return { resolution, ...Object.fromEntries(said) }
}

interface TextProps {
  readonly label: string
  readonly expects: string
  readonly value: string
  readonly set: (value: string) => void
}

function Text({ label, expects, value, set }: TextProps) {
  return (
    <label>
      {label}
      <input
        value={value}
        autoComplete="off"
        spellCheck={false}
        placeholder={expects}
        onChange={event => set(event.target.value)}
      />
    </label>
  )
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
