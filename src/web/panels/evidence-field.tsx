import { useQuery } from '@tanstack/react-query'
import type { EscalationDraft } from '../../contract/question.ts'
import type { FormDraft } from '../data/drafts.ts'
import { itemQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { momentText, words } from '../ui/format.ts'

type Evidence = EscalationDraft['evidence'][number]

interface EvidenceFieldProps {
  readonly draft: Pick<EscalationDraft, 'evidence'>
  readonly form: FormDraft
  readonly item: number | undefined
}

/** On what the question rests, piece by piece: all that the item's page shows, until somebody leaves a piece out. */
export function EvidenceField({ draft, form, item }: EvidenceFieldProps) {
  const zone = useZone()
  const { data: story } = useQuery({ ...itemQuery(String(item)), enabled: item !== undefined })
  if (draft.evidence.length === 0) return null
  const textOf = ({ of, ref }: Evidence) => {
    if (of === 'finding') return 'what was found'
    if (of === 'page') return `the ${ref} of the check`
    if (of === 'record') return 'its record'
    if (of === 'entry') return `entry ${ref} of its postings`
    const event = story?.events.find(one => `${one.shard}/${one.n}` === ref)
    return event === undefined ? `event ${ref}` : `${words(event.kind)}, ${momentText(event.at, zone)}`
  }
  return (
    <fieldset className="evidence">
      <legend>It rests on</legend>
      {draft.evidence.map(one => (
        <label key={nameOf(one)} className="choice">
          <input
            type="checkbox"
            checked={isChosen(form, one)}
            onChange={({ target }) => kept(form, one).onChange({ target: { value: target.checked ? 'yes' : 'no' } })}
          />
          {textOf(one)}
        </label>
      ))}
    </fieldset>
  )
}

export function isChosen(form: FormDraft, one: Evidence): boolean {
  return kept(form, one).value === 'yes'
}

function kept(form: FormDraft, one: Evidence) {
  return form.field(nameOf(one), 'yes')
}

function nameOf({ item, of, ref }: Evidence): string {
  return `evidence/${item}/${of}/${ref}`
}
