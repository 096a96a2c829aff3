import { type FocusEvent, type FormEvent, Fragment, useEffect, useId, useRef } from 'react'
import type { ActArgument, ActOffered } from '../../contract/acts.ts'
import type { Wanted } from '../data/desk.ts'
import type { Draft } from '../data/drafts.ts'
import { sentence } from '../ui/format.ts'
import { offerFocus } from '../ui/offer-focus.ts'
import { DebitsField } from './debits-field.tsx'
import { PartsField, partsIn } from './parts-field.tsx'

interface ActFormProps {
  /** Below zero the exception of what is held as a whole; left out of an act on many. */
  readonly item?: number
  readonly act: ActOffered
  readonly draft: Draft
  /** What the draft's fields of this act begin with. */
  readonly start: string
  readonly isBusy: boolean
  readonly look: (wanted: Wanted) => void
  readonly leave: () => void
}

/** A form made from what the act says that it needs; the focus is in the field where it was left, at first in the first one. */
export function ActForm({ item, act, draft, start, isBusy, look, leave }: ActFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const place = `${start}focus`
  const left = useRef(draft.values[place])
  useEffect(() => {
    const at = left.current === undefined ? undefined : fieldsOf(form.current)[Number(left.current)]
    const field = at ?? form.current?.querySelector<HTMLElement>('select, textarea, input:checked, input, button')
    offerFocus(form.current, field)
  }, [])
  const keep = ({ target }: FocusEvent) => {
    const fields: readonly Element[] = fieldsOf(form.current)
    const n = String(fields.indexOf(target))
    if (n !== '-1' && n !== (draft.values[place] ?? '0')) draft.set(place, n)
  }
  const given = (asked: ActArgument) =>
    draft.values[start + asked.name] ?? asked.choices?.find(one => one.usual)?.value ?? ''
  const of = (which: ActArgument['of']) => act.asks.filter(asked => asked.of === which)
  const hasParts = of('parts').length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const pairs = (which: ActArgument['of']) => Object.fromEntries(of(which).map(asked => [asked.name, given(asked)]))
    const own = Object.fromEntries(
      of(null)
        .filter(asked => !asked.optional || given(asked) !== '')
        .map(asked => [asked.name, given(asked)]),
    )
    // Of a correction what is left empty stays as it was received.
    const fields = Object.fromEntries(Object.entries(pairs('fields')).filter(([, value]) => value !== ''))
    const corrects = of('fields').length > 0
    const parts = hasParts ? { parts: partsIn(draft, start, of('parts')) } : {}
    look({ resolution: act.resolution, ...own, ...(corrects ? { fields } : {}), ...parts })
  }
  return (
    <form className="act-form" ref={form} onSubmit={submit} onFocus={keep} aria-label={act.title}>
      {act.asks
        .filter(asked => asked.of !== 'parts')
        .map(asked => {
          const value = given(asked)
          const set = (text: string) => draft.set(start + asked.name, text)
          return (
            <Fragment key={asked.name}>
              {asked.of === 'fields' && asked.name === 'item' && item !== undefined && (
                <DebitsField claim={item} value={value} set={set} />
              )}
              <ArgumentField asked={asked} value={value} isAlone={of('fields').length === 1} set={set} />
            </Fragment>
          )
        })}
      {hasParts && <PartsField asks={of('parts')} draft={draft} start={start} />}
      <p className="act-buttons">
        <button type="submit" className="primary" disabled={isBusy}>
          Preview
        </button>
        <button type="button" onClick={leave}>
          Choose another
        </button>
      </p>
    </form>
  )
}

/** In the order in which they are filled in. */
function fieldsOf(form: HTMLFormElement | null): readonly HTMLElement[] {
  return [...(form?.querySelectorAll<HTMLElement>('select, textarea, input') ?? [])]
}

interface FieldProps {
  readonly asked: ActArgument
  readonly value: string
  readonly set: (value: string) => void
  /** The one value that there is to give. */
  readonly isAlone: boolean
}

const RADIOS_MAX = 4

/** What an act needs, as it is given: chosen of few or of many, or written. */
export function ArgumentField({ asked, value, set, isAlone }: FieldProps) {
  const { name, choices, title, optional } = asked
  if (asked.of === 'fields') return <Value {...{ asked, value, set, isAlone }} />
  if (choices === null) return <Words asked={asked} value={value} set={set} />
  return choices.length <= RADIOS_MAX && !optional ? (
    <Radios asked={asked} value={value} set={set} />
  ) : (
    <label>
      {title}
      <select value={value} required={!optional} onChange={event => set(event.target.value)}>
        <option value="">{optional ? 'nothing' : 'choose'}</option>
        {choices.map(one => (
          <option key={one.value} value={one.value}>
            {choiceText(name, one)}
          </option>
        ))}
      </select>
    </label>
  )
}

type Choice = NonNullable<ActArgument['choices']>[number]

/** A code is said with its meaning, a word by what people call it. */
function choiceText(asked: string, { value, title, needs }: Choice): string {
  const said = asked === 'code' && title !== '' ? `${value} ${sentence(title)}` : title || value
  return needs === null ? said : `${said} Needs ${needs}.`
}

function Radios({ asked: { name, title, choices }, value, set }: Omit<FieldProps, 'isAlone'>) {
  const group = useId()
  return (
    <fieldset>
      <legend>{title}</legend>
      {(choices ?? []).map(one => (
        <label key={one.value} className="choice">
          <input
            type="radio"
            name={`${group}${name}`}
            value={one.value}
            checked={value === one.value}
            required
            onChange={() => set(one.value)}
          />
          {choiceText(name, one)}
        </label>
      ))}
    </fieldset>
  )
}

/** What stands rightly in a field of the item; of several, what is empty is left as it was received. */
function Value({ asked: { title, most, expects }, value, set, isAlone }: FieldProps) {
  return (
    <label>
      {title}
      <input
        type="text"
        value={value}
        required={isAlone}
        autoComplete="off"
        spellCheck={false}
        placeholder={expects ?? ''}
        {...(most === null ? {} : { maxLength: most })}
        onChange={event => set(event.target.value)}
      />
    </label>
  )
}

function Words({ asked: { title, most, optional }, value, set }: Omit<FieldProps, 'isAlone'>) {
  return (
    <label>
      {title}
      <textarea
        value={value}
        required={!optional}
        rows={3}
        {...(most === null ? {} : { maxLength: most })}
        onChange={event => set(event.target.value)}
      />
    </label>
  )
}
