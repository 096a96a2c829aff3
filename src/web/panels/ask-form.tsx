import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { EscalationDraft } from '../../contract/question.ts'
import type { DeskCase } from '../../contract/work.ts'
import { ACTS } from '../../core/authority/act.ts'
import { useFormDraft } from '../data/drafts.ts'
import { draftQuery, useDo } from '../data/questions.ts'
import { sessionQuery } from '../data/session.ts'
import { holds } from '../shell/pages.ts'
import { words } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Why } from './notes.tsx'
import { LessonLines } from './question.tsx'

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
  const { field, forget } = useFormDraft(`question/${work.case.case}`)
  const asking = useDo(() => {
    forget()
    asked(purpose)
  })
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector('textarea')?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = bodyOf(new FormData(form.current ?? undefined), { work, draft, purpose })
    asking.do({ path: 'caseQuestions', holes: { case: work.case.case }, body })
  }
  return (
    <form ref={form} className="question-form" onSubmit={submit} aria-label="A question about the case">
      <label>
        What you ask
        <textarea {...field('question', draft.question)} rows={3} maxLength={4000} required />
      </label>
      <label>
        What was tried or is ruled out, a line each
        <textarea {...field('tried', draft.tried.join('\n'))} rows={2} maxLength={4000} />
      </label>
      <label>
        What you would do
        <select {...field('idea', draft.proposal === null ? 'none' : 'have')}>
          {draft.proposal !== null && (
            <option value="have">
              {words(draft.proposal.resolution)} {draft.proposal.code ?? ''}
            </option>
          )}
          <option value="none">no idea</option>
        </select>
      </label>
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
      <Addressee draft={draft} />
      <p className="act-buttons">
        <button type="submit" className="primary" disabled={asking.isBusy}>
          Ask
        </button>
        <button type="button" disabled={asking.isBusy} onClick={leave}>
          Leave it
        </button>
      </p>
      <Why text={asking.why} />
      <h3>Answered before</h3>
      <LessonLines lessons={draft.answered_before} />
    </form>
  )
}

type Asked = Pick<DraftedProps, 'work' | 'draft'> & { readonly purpose: Purpose }

/** What was filled in, as the contract takes it. */
function bodyOf(given: FormData, { work, draft, purpose }: Asked): object {
  const text = (name: string) => String(given.get(name) ?? '').trim()
  const isProposed = draft.proposal !== null && text('idea') === 'have'
  const proposal = isProposed
    ? { idea: 'have', resolution: draft.proposal, words: text('why') }
    : { idea: 'none', words: text('why') }
  const tried = text('tried')
    .split('\n')
    .map(one => one.trim())
    .filter(one => one !== '')
  const { evidence, wakes_at } = draft
  const to = text('to')
  return {
    ...{ fence: work.fence, purpose, question: text('question'), evidence, tried, proposal, wakes_at },
    ...{ for_role: text('for_role'), ...(to === '' ? {} : { to }) },
  }
}

function Addressee({ draft }: { readonly draft: EscalationDraft }) {
  return (
    <div className="question-acts">
      <label>
        For
        <select name="for_role" defaultValue={draft.for_role}>
          <option value="ps">a specialist</option>
          <option value="sps">a senior specialist</option>
        </select>
      </label>
      <label>
        By name
        <select name="to" defaultValue="">
          <option value="">whoever takes it first</option>
          {draft.here.map(one => (
            <option key={one.login} value={one.login}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
