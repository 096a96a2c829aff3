import { useQueries, useQuery } from '@tanstack/react-query'
import type { EscalationDraft, QuestionJson } from '../../contract/question.ts'
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
  const textOf = useEvidenceText(item)
  if (draft.evidence.length === 0) return null
  return (
    <fieldset>
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

/** What a piece of evidence of the item is, in words: of an event what, when and by whom. Undefined for what is held as a whole. */
export function useEvidenceText(item: number | undefined): (one: Evidence) => string {
  const zone = useZone()
  const { data: story } = useQuery({ ...itemQuery(String(item)), enabled: item !== undefined })
  return ({ of, ref }) => {
    if (of === 'finding') return 'what was found'
    if (of === 'page') return `the ${ref} of the check`
    if (of === 'record') return 'its record'
    if (of === 'entry') return `entry ${ref} of its postings`
    const event = story?.events.find(one => `${one.shard}/${one.n}` === ref)
    if (event === undefined) return `event ${ref}`
    return `${words(event.kind)}, ${momentText(event.at, zone)}, ${event.actor_name ?? event.actor}`
  }
}

/** Whether what the words of some evidence are taken from is still being read. */
export function useReadingEvidence(all: readonly Pick<QuestionJson, 'evidence'>[]): boolean {
  const items = all.flatMap(({ evidence }) => evidence.filter(one => one.of === 'event' && one.item > 0))
  const queries = [...new Set(items.map(one => one.item))].map(item => itemQuery(String(item)))
  return useQueries({ queries }).some(one => one.isLoading)
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
