import { useQuery } from '@tanstack/react-query'
import type { ActArgument, ItemActs } from '../../contract/acts.ts'
import { RESOLUTIONS, type Resolution } from '../../core/exception.ts'
import { actsQuery } from '../data/desk.ts'
import type { FormDraft } from '../data/drafts.ts'
import { ArgumentField } from './act-form.tsx'

/** A way out that can be meant: proposed in a question, or named in its answer. */
export interface MeantWay {
  readonly resolution: string
  readonly title: string
  readonly asks: readonly ActArgument[]
}

/** What a question keeps of a resolution: values of fields and parts are the item's own, and are said in words. */
const KEPT = ['code', 'term', 'to', 'awaits', 'until', 'recipient', 'answer', 'fee', 'waiver', 'words']

/**
 * The ways out of the kind that somebody may take as things stand, whoever it is: who asks proposes also what they may not do
 * themselves. Of what is held as a whole, and while a proposal waits, the kind alone says them.
 */
function waysMeant(acts: ItemActs | undefined, ofKind: readonly string[]): readonly MeantWay[] {
  const possible = (acts?.acts ?? []).filter(one => one.possible && ofKind.includes(one.resolution))
  if (possible.length === 0)
    return ofKind.map(way => ({ resolution: way, title: RESOLUTIONS[way as Resolution] ?? way, asks: [] }))
  return possible.map(({ resolution, title, asks }) => ({
    ...{ resolution, title },
    asks: asks.filter(one => one.of === null && KEPT.includes(one.name)),
  }))
}

/** `item`: one of the case, undefined of what is held as a whole. `ofKind`: the ways out of its kind. */
export function useMeantWays(item: number | undefined, ofKind: readonly string[]): readonly MeantWay[] | undefined {
  const acts = useQuery({ ...actsQuery(item ?? 0), enabled: item !== undefined })
  return item !== undefined && acts.isPending ? undefined : waysMeant(acts.data, ofKind)
}

interface MeantFieldsProps {
  readonly label: string
  readonly ways: readonly MeantWay[]
  readonly form: FormDraft
  /** What may be said instead of a way out. */
  readonly instead?: { readonly value: string; readonly text: string }
}

/** One of the ways out, and what it needs, as the form of the act asks it; words may wait until it is decided. */
export function MeantFields({ label, ways, form, instead }: MeantFieldsProps) {
  const chosen = form.field('way out')
  const way = ways.find(one => one.resolution === chosen.value)
  return (
    <>
      <label>
        {label}
        <select {...chosen} required>
          <option value="">choose</option>
          {ways.map(one => (
            <option key={one.resolution} value={one.resolution}>
              {one.title}
            </option>
          ))}
          {instead !== undefined && <option value={instead.value}>{instead.text}</option>}
        </select>
      </label>
      {way?.asks.map(asked => {
        const { value, onChange } = fieldOf(form, way, asked)
        return (
          <ArgumentField
            key={`${way.resolution}/${asked.name}`}
            asked={asked.choices === null ? { ...asked, optional: true } : asked}
            value={value}
            set={given => onChange({ target: { value: given } })}
            isAlone={false}
          />
        )
      })}
    </>
  )
}

function fieldOf(form: FormDraft, { resolution }: MeantWay, { name, choices }: ActArgument) {
  return form.field(`${resolution}/${name}`, choices?.find(one => one.usual)?.value)
}

/** Instead of a way out, of whoever asks. */
export const NO_IDEA = { value: 'none', text: 'no idea' } as const

/** A resolution that was meant, as the fields of the form hold it. */
export function meantAgain({ resolution, ...said }: { readonly resolution: string }): Readonly<Record<string, string>> {
  const fields = Object.entries(said).map(([name, value]) => [`${resolution}/${name}`, String(value)])
  return { 'way out': resolution, ...Object.fromEntries(fields) }
}

/** What was chosen and written, as the contract takes it; undefined where no way out is chosen. */
export function meantIn(form: FormDraft, ways: readonly MeantWay[]): Readonly<Record<string, string>> | undefined {
  const way = ways.find(one => one.resolution === form.field('way out').value)
  if (way === undefined) return undefined
  const given = way.asks.map(asked => [asked.name, fieldOf(form, way, asked).value.trim()] as const)
  return { resolution: way.resolution, ...Object.fromEntries(given.filter(([, value]) => value !== '')) }
}
