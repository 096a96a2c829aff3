import { useQuery } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import type { AuthorityWords, PeopleChangeJson } from '../../contract/people.ts'
import { MEASURE_WORDS, MEASURES, type SupervisionLevel } from '../../core/authority/people-facts.ts'
import { wordsQuery } from '../data/people.ts'
import { useChange } from '../data/use-change.ts'
import { useZone } from '../data/use-zone.ts'
import { MinorDigits } from '../ui/amount.tsx'
import { words } from '../ui/format.ts'
import { minorOf } from '../ui/minor-of.ts'
import { instantIn } from '../ui/zoned.ts'
import { ChangeForm } from './change-form.tsx'

export type HoldName = 'role' | 'member' | 'skill' | 'credential' | 'limit' | 'delegation' | 'absence' | 'supervision'

type Values = Readonly<Record<string, string>>

/** A field of a grant: what it is called, and what can be chosen; words of one's own where that is left out. */
interface GrantField {
  readonly name: string
  readonly title: string
  /** A whole number from the first to the second. */
  readonly between?: readonly [least: number, most: number]
  /** Whether it is asked for at all, by what was chosen so far; always when left out. */
  readonly when?: (values: Values) => boolean
  readonly choices?: (known: AuthorityWords) => readonly (readonly [value: string, title: string])[]
}

const plain = (list: readonly string[]) => list.map(one => [one, one] as const)
const acts = (known: AuthorityWords) => known.acts.map(one => [one.act, one.title] as const)

const LEVELS = {
  before: 'each act, before it counts',
  share: 'a share of the acts, before they count',
  after: 'each act, afterwards',
} as const satisfies Record<SupervisionLevel, string>

/** What each kind of grant asks for: the form is made from it. */
const FIELDS: Readonly<Record<HoldName, readonly GrantField[]>> = {
  role: [{ name: 'role', title: 'Role', choices: known => known.roles.map(one => [one.role, one.title] as const) }],
  member: [{ name: 'team', title: 'Team', choices: known => plain(known.teams.map(one => one.team)) }],
  skill: [{ name: 'skill', title: 'Skill', choices: known => plain(known.skills) }],
  credential: [{ name: 'credential', title: 'Credential', choices: known => plain(known.credentials) }],
  limit: [
    {
      name: 'act',
      title: 'Act',
      choices: known => acts(known).filter(([act]) => known.acts.some(one => one.act === act && one.money)),
    },
    { name: 'measure', title: 'Added up by', choices: () => MEASURES.map(one => [one, MEASURE_WORDS[one]] as const) },
    {
      name: 'days',
      title: 'Over how many banking days',
      between: [1, 366],
      when: ({ measure }) => !['', 'act', 'day'].includes(measure ?? ''),
    },
    { name: 'limit', title: 'Up to' },
  ],
  delegation: [
    { name: 'to', title: 'To whom (login)' },
    {
      name: 'act',
      title: 'Act',
      choices: known => acts(known).filter(([act]) => known.acts.some(one => one.act === act && one.delegable)),
    },
  ],
  absence: [{ name: 'why', title: 'Why' }],
  supervision: [
    { name: 'work_type', title: 'Work', choices: known => plain(known.work_types) },
    { name: 'level', title: 'How closely', choices: () => Object.entries(LEVELS) },
    {
      name: 'share_percent',
      title: 'How many of a hundred are looked at',
      between: [1, 99],
      when: ({ level }) => level === 'share',
    },
  ],
}

/** Credentials, delegations and absences have an end; everything else may be for good. */
const ENDS: ReadonlySet<HoldName> = new Set(['credential', 'delegation', 'absence'])
const HOLDS = Object.keys(FIELDS) as readonly HoldName[] // its own keys

/** What everybody gives for themselves: that they are away, and who acts for them. */
export const OWN_HOLDS: readonly HoldName[] = ['absence', 'delegation']

interface GrantFormProps {
  /** To whom; left out of a limit that is given to a role. */
  readonly login?: string
  /** What can be given; everything when left out. */
  readonly holds?: readonly HoldName[]
}

/** Gives somebody something, or a role a limit, from now on or from a moment to come. */
export function GrantForm({ login, holds = HOLDS }: GrantFormProps) {
  const known = useQuery(wordsQuery).data
  const digits = useContext(MinorDigits)
  const zone = useZone()
  const fields = (one: HoldName) => (login === undefined ? [...FIELDS.role, ...FIELDS[one]] : FIELDS[one])
  const [hold, setHold] = useState<HoldName>(holds === HOLDS ? 'skill' : (holds[0] ?? 'absence'))
  const [values, setValues] = useState<Values>({})
  const changing = useChange(() => setValues({}))
  const limit = minorOf(values.limit ?? '', digits)
  const isWrong = hold === 'limit' && (values.limit ?? '') !== '' && limit === undefined
  const send = () => {
    if (hold === 'limit' && limit === undefined) return
    const { from = '', until = '' } = values
    const times = {
      ...(from === '' ? {} : { from: instantIn(zone, from) }),
      ...(until === '' ? {} : { until: instantIn(zone, `${until}T00:00`) }),
    }
    const to = login === undefined ? { role: values.role } : { login }
    changing.make([changeOf(to, hold, { ...values, ...(limit === undefined ? {} : { limit }) }, times)])
  }
  return (
    <ChangeForm changing={changing} does="Give" send={send}>
      {holds.length > 1 && (
        <label>
          What
          <select
            value={hold}
            onChange={event => {
              setHold(event.target.value as HoldName) // one of those below
              setValues({})
            }}
          >
            {holds.map(one => (
              <option key={one} value={one}>
                {one === 'member' ? 'a place in a team' : words(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      {fields(hold)
        .filter(isAsked(values))
        .map(field => (
          <GrantInput
            key={`${hold}/${field.name}`}
            field={field}
            choices={known === undefined ? [] : field.choices?.(known)}
            value={values[field.name] ?? ''}
            set={value => setValues({ ...values, [field.name]: value })}
          />
        ))}
      <TimeFields zone={zone} hold={hold} values={values} set={setValues} />
      {isWrong && (
        <p role="alert" className="why">
          An amount such as 1,204.55.
        </p>
      )}
    </ChangeForm>
  )
}

interface TimeFieldsProps {
  readonly zone: string
  readonly hold: HoldName
  readonly values: Values
  readonly set: (values: Values) => void
}

/** From when on, and until when. */
function TimeFields({ zone, hold, values, set }: TimeFieldsProps) {
  return (
    <>
      <label>
        From ({zone}), or from now on
        <input
          type="datetime-local"
          value={values.from ?? ''}
          onChange={event => set({ ...values, from: event.target.value })}
        />
      </label>
      <label>
        {ENDS.has(hold) ? 'Until the beginning of' : 'Until, or for good'}
        <input
          type="date"
          value={values.until ?? ''}
          required={ENDS.has(hold)}
          onChange={event => set({ ...values, until: event.target.value })}
        />
      </label>
    </>
  )
}

const isAsked =
  (values: Values) =>
  ({ when = () => true }: GrantField) =>
    when(values)

function wholeNumber([min, max]: readonly [number, number]) {
  return { type: 'number', min, max, step: 1 } as const
}

interface GrantInputProps {
  readonly field: GrantField
  readonly choices: ReturnType<NonNullable<GrantField['choices']>> | undefined
  readonly value: string
  readonly set: (value: string) => void
}

function GrantInput({ field, choices, value, set }: GrantInputProps) {
  if (choices === undefined)
    return (
      <label>
        {field.title}
        <input
          value={value}
          required
          {...(field.between === undefined ? { maxLength: 100 } : wholeNumber(field.between))}
          onChange={event => set(event.target.value)}
        />
      </label>
    )
  return (
    <label>
      {field.title}
      <select value={value} required onChange={event => set(event.target.value)}>
        <option value="">choose</option>
        {choices.map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The change as the contract takes it; what was chosen is checked there. */
function changeOf(to: GivenTo, hold: HoldName, values: Values, times: Times): PeopleChangeJson {
  const given = Object.fromEntries(
    FIELDS[hold].filter(isAsked(values)).map(({ name, between }) => {
      const value = values[name] ?? ''
      return [name, between === undefined ? value : Number(value)] as const
    }),
  )
  return {
    change: 'grant',
    hold,
    ...ownOf(to, hold, given),
    ...times,
  } as PeopleChangeJson // the server checks it against its schema
}

/** Instants; from now on, and for good, where they are left out. */
interface Times {
  readonly from?: string
  readonly until?: string
}

type GivenTo = { readonly login: string } | { readonly role: string | undefined }

function ownOf(whom: GivenTo, hold: HoldName, given: Readonly<Record<string, string | number>>): object {
  const { limit, to, act, ...more } = given
  if (hold === 'limit') return { ...whom, act, days: 1, ...more, limit_minor: Number(limit) }
  if (hold === 'delegation') return { giver: 'login' in whom ? whom.login : '', login: to, acts: [act] }
  return { ...whom, ...given }
}
