import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import type { EscalationDraft } from '../../contract/question.ts'
import type { DeskCase } from '../../contract/work.ts'
import { draftQuery, useDo } from '../data/questions.ts'
import { words } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Why } from './notes.tsx'
import { LessonLines } from './question.tsx'

/** Asking about a case that one has: nearly written already, so that it takes less than a minute. */
export function AskForm({ work }: { readonly work: DeskCase }) {
  const draft = useQuery(draftQuery(work.case.case))
  return (
    <Loaded query={draft} skeleton={<Lines count={8} />}>
      {data => <Drafted work={work} draft={data} />}
    </Loaded>
  )
}

interface DraftedProps {
  readonly work: DeskCase
  readonly draft: EscalationDraft
}

function Drafted({ work, draft }: DraftedProps) {
  const asking = useDo()
  const form = useRef<HTMLFormElement>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = new FormData(form.current ?? undefined)
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
    const body = {
      ...{ fence: work.fence, purpose: 'escalation', question: text('question'), evidence, tried, proposal, wakes_at },
      ...{ for_role: text('for_role'), ...(to === '' ? {} : { to }) },
    }
    asking.do({ path: 'caseQuestions', holes: { case: work.case.case }, body })
  }
  return (
    <form ref={form} className="question-form" onSubmit={submit}>
      <label>
        What you ask
        <textarea name="question" rows={3} maxLength={4000} defaultValue={draft.question} required />
      </label>
      <label>
        What was tried or is ruled out, a line each
        <textarea name="tried" rows={2} maxLength={4000} defaultValue={draft.tried.join('\n')} />
      </label>
      <label>
        What you would do
        <select name="idea" defaultValue={draft.proposal === null ? 'none' : 'have'}>
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
        <input name="why" type="text" maxLength={4000} required />
      </label>
      <Addressee draft={draft} />
      <button type="submit" disabled={asking.isBusy}>
        Ask
      </button>
      <Why text={asking.why} />
      <h3>Answered before</h3>
      <LessonLines lessons={draft.answered_before} />
    </form>
  )
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
