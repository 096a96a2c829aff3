import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { EscalationDraft } from '../../contract/question.ts'
import type { DeskCase } from '../../contract/work.ts'
import { ACTS } from '../../core/authority/act.ts'
import { type FormDraft, useFormDraft } from '../data/drafts.ts'
import { draftQuery, useDo } from '../data/questions.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { holds } from '../shell/pages.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { instantIn, localIn } from '../ui/zoned.ts'
import { Addressee, addressed } from './addressee.tsx'
import { EvidenceField, isChosen } from './evidence-field.tsx'
import { MeantFields, type MeantWay, meantIn, NO_IDEA, useMeantWays } from './meant-fields.tsx'
import { Why } from './notes.tsx'
import { LessonLines } from './question.tsx'
import { useWakesBy, WakesByLine } from './wakes-by.tsx'

interface AskFormProps {
  readonly work: DeskCase
  /** Told when it is asked: an escalated case waits and is in nobody's hands now. */
  readonly asked?: (purpose: Purpose) => void
  readonly leave: () => void
}

type Purpose = 'escalation' | 'consult'

/** Asking about a case that one has: nearly written already, so that it takes less than a minute. */
export function AskForm({ work, asked = () => {}, leave }: AskFormProps) {
  const draft = useQuery(draftQuery(work.case.case))
  return (
    <Loaded query={draft} skeleton={<Lines count={8} />}>
      {data => <Drafted work={work} draft={data} asked={asked} leave={leave} />}
    </Loaded>
  )
}

interface DraftedProps extends Required<AskFormProps> {
  readonly draft: EscalationDraft
}

function Drafted({ work, draft, asked, leave }: DraftedProps) {
  const session = useQuery(sessionQuery).data
  const [purpose, setPurpose] = useState<Purpose>('escalation')
  const form = useFormDraft(`question/${work.case.case}`)
  const { field, forget } = form
  const zone = useZone()
  const item = work.case.exceptions.find(id => id > 0)
  const ways = useMeantWays(item, draft.ways)
  const asking = useDo(() => {
    forget()
    asked(purpose)
  })
  const frame = useRef<HTMLFormElement>(null)
  const isReady = ways !== undefined
  useEffect(() => {
    if (isReady) frame.current?.querySelector('textarea')?.focus()
  }, [isReady])
  if (ways === undefined) return <Lines count={8} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = bodyOf(new FormData(frame.current ?? undefined), { work, draft, purpose, form, ways, zone })
    asking.do({ path: 'caseQuestions', holes: { case: work.case.case }, body })
  }
  return (
    <form ref={frame} className="question-form" onSubmit={submit} aria-label="A question about the case">
      <label>
        What you ask
        <textarea {...field('question', draft.question)} rows={3} maxLength={4000} required />
      </label>
      <label>
        What was tried or is ruled out, a line each
        <textarea {...field('tried', draft.tried.join('\n'))} rows={2} maxLength={4000} />
      </label>
      <EvidenceField draft={draft} form={form} item={item} />
      <Usual draft={draft} ways={ways} />
      <MeantFields label="What you would do" ways={ways} form={form} instead={NO_IDEA} />
      <label>
        Why
        <input {...field('why')} type="text" maxLength={4000} required />
      </label>
      {session !== undefined && holds(session, ACTS.consult.roles) && (
        <label>
          Meanwhile the case
          <select value={purpose} onChange={event => setPurpose(event.target.value as Purpose)}>
            <option value="escalation">waits for the answer</option>
            <option value="consult">stays in your hands</option>
          </select>
        </label>
      )}
      {purpose === 'escalation' && <WakesAt work={work} draft={draft} form={form} />}
      <Addressee form={form} forRole={draft.for_role} here={draft.here} />
      <p className="act-buttons">
        <button type="submit" className="primary" disabled={asking.isBusy}>
          Ask
        </button>
        <button type="button" disabled={asking.isBusy} onClick={leave}>
          Leave it
        </button>
      </p>
      <Why text={asking.why} />
      <h2>Answered before</h2>
      <LessonLines lessons={draft.answered_before} />
    </form>
  )
}

interface WakesAtProps extends Pick<DraftedProps, 'work' | 'draft'> {
  readonly form: FormDraft
}

/** When an escalated case wakes at the latest: as drafted, and no later than it may. */
function WakesAt({ work, draft, form }: WakesAtProps) {
  const zone = useZone()
  const by = useWakesBy(work.case.ours_at)
  const { latest } = by
  const drafted = localIn(zone, Date.parse(draft.wakes_at))
  const usual = latest === undefined || drafted < latest ? drafted : latest
  return (
    <>
      <label>
        It wakes at the latest ({zone})
        <input type="datetime-local" {...form.field('wakes', usual)} max={latest} required />
      </label>
      <WakesByLine {...by} />
    </>
  )
}

type Asked = Pick<DraftedProps, 'work' | 'draft'> & {
  readonly purpose: Purpose
  readonly form: FormDraft
  readonly ways: readonly MeantWay[]
  readonly zone: string
}

/** What was filled in, as the contract takes it: what is proposed is what was chosen, never what was drafted. */
function bodyOf(given: FormData, { work, draft, purpose, form, ways, zone }: Asked): object {
  const text = (name: string) => String(given.get(name) ?? '').trim()
  const meant = meantIn(form, ways)
  const words = text('why')
  const proposal = meant === undefined ? { idea: 'none', words } : { idea: 'have', resolution: meant, words }
  const tried = text('tried')
    .split('\n')
    .map(one => one.trim())
    .filter(one => one !== '')
  const evidence = draft.evidence.filter(one => isChosen(form, one))
  const wakes = purpose === 'escalation' ? { wakes_at: instantIn(zone, text('wakes')) } : {}
  return {
    ...{ fence: work.fence, purpose, question: text('question'), evidence, tried, proposal, ...wakes },
    ...addressed(form, { forRole: draft.for_role, here: draft.here }),
  }
}

/** Named, and proposed by nobody until they choose it. */
function Usual({ draft, ways }: Pick<Asked, 'draft' | 'ways'>) {
  const usual = ways.find(one => one.resolution === draft.proposal?.resolution)
  return usual === undefined ? null : (
    <p className="quiet">Usual: {usual.title}. What you propose is yours to choose.</p>
  )
}
