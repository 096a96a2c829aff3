import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { QuestionJson } from '../../contract/question.ts'
import type { Session } from '../../contract/session.ts'
import type { DeskCase } from '../../contract/work.ts'
import { ACTS } from '../../core/authority/act.ts'
import { useFormDraft } from '../data/drafts.ts'
import { askedQuery, handsQuery, inboxQuery, recordQuery, useDo } from '../data/questions.ts'
import { sessionQuery } from '../data/session.ts'
import { AnswerForm } from '../panels/answer-form.tsx'
import { AskForm } from '../panels/ask-form.tsx'
import { useReadingEvidence } from '../panels/evidence-field.tsx'
import { meantAgain, NO_IDEA } from '../panels/meant-fields.tsx'
import { Why } from '../panels/notes.tsx'
import { QuestionFacts, QuestionMark } from '../panels/question.tsx'
import { holds } from '../shell/pages.ts'
import { counted } from '../ui/format.ts'
import { Empty, Lines, Loaded, PanelLines } from '../ui/loaded.tsx'
import { Panel } from '../ui/panel.tsx'
import { useTitle } from '../ui/use-title.ts'

/** What this person asks, and for seniors what waits for their answer: the question that frees most stands first. */
export function EscalationsPage() {
  useTitle('Escalations')
  const session = useQuery(sessionQuery).data
  return (
    <>
      <header className="page-head">
        <h1>Escalations</h1>
      </header>
      {session === undefined ? <PanelLines count={12} /> : <Sides session={session} />}
    </>
  )
}

function Sides({ session }: { readonly session: Session }) {
  const [answers, asks] = [holds(session, ACTS.answer.roles), holds(session, ACTS.escalate.roles)]
  const inbox = useQuery({ ...inboxQuery, enabled: answers })
  const asked = useQuery({ ...askedQuery, enabled: asks })
  const hands = useQuery({ ...handsQuery, enabled: asks })
  const record = useQuery({ ...recordQuery, enabled: asks })
  const isReading = useReadingEvidence([...(inbox.data?.data ?? []), ...(asked.data?.data ?? [])])
  const [isDrawn, setDrawn] = useState(false)
  if (!answers && !asks)
    return <Empty>Questions are asked and answered by those who process and their supervisors.</Empty>
  // Shown together, so that nothing moves.
  const isLoading = isReading || [inbox, asked, hands, record].some(one => one.isLoading)
  if (!isDrawn && isLoading) return <PanelLines count={12} />
  if (!isDrawn) setDrawn(true)
  return (
    <div className={answers && asks ? 'questions' : 'questions questions-one'}>
      {answers && <Inbox person={session.person.id} />}
      {asks && <Mine />}
    </div>
  )
}

function Inbox({ person }: { readonly person: number }) {
  const query = useQuery(inboxQuery)
  return (
    <div className="questions-side">
      <h2 className="questions-title">Waiting for your answer</h2>
      <Loaded query={query} skeleton={<PanelLines count={8} />}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>Nothing waits for an answer of yours.</Empty>
          ) : (
            data.map(one => (
              <QuestionPanel key={one.question} question={one}>
                <AnswerForm question={one} isMine={one.taken_by?.id === person} />
              </QuestionPanel>
            ))
          )
        }
      </Loaded>
    </div>
  )
}

function Mine() {
  const asked = useQuery(askedQuery)
  const record = useQuery(recordQuery).data
  return (
    <div className="questions-side">
      <h2 className="questions-title">
        Your questions {record !== undefined && <span className="quiet">{record.sentence}</span>}
      </h2>
      <Hands />
      <Loaded query={asked} skeleton={<PanelLines count={8} />}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>You asked nothing yet.</Empty>
          ) : (
            data.map(one => (
              <QuestionPanel key={one.question} question={one}>
                {(one.state === 'open' || one.state === 'taken') && <Withdraw question={one} />}
              </QuestionPanel>
            ))
          )
        }
      </Loaded>
    </div>
  )
}

/** The case that one works on, and the question about it. */
function Hands() {
  const held = useQuery(handsQuery)
  return (
    <Loaded query={held} skeleton={<Lines count={1} />}>
      {({ data }) => {
        const work = data.find(one => one.state === 'leased')
        return work === undefined ? null : <Ask key={`${work.case.case}/${work.fence}`} work={work} />
      }}
    </Loaded>
  )
}

function Ask({ work }: { readonly work: DeskCase }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Panel
      title={work.case.title}
      aside={<span className="quiet">{counted(work.case.exceptions.length, 'item')}, in your hands</span>}
    >
      {isOpen ? (
        <AskForm work={work} leave={() => setOpen(false)} />
      ) : (
        <button type="button" onClick={() => setOpen(true)}>
          Ask about this case
        </button>
      )}
    </Panel>
  )
}

/** What was asked is kept as it was said: to change it, it is taken back, and stands in the form of its case to be asked anew. */
function Withdraw({ question }: { readonly question: QuestionJson }) {
  const form = useFormDraft(`question/${question.case}`)
  const acting = useDo()
  const holes = { question: question.question }
  const takeBack = () => {
    const { proposal } = question
    const said = proposal.idea === 'have' ? meantAgain(proposal.resolution) : { 'way out': NO_IDEA.value }
    const again = { question: question.words, tried: question.tried.join('\n'), why: proposal.words, ...said }
    for (const [name, value] of Object.entries(again)) form.field(name).onChange({ target: { value } })
    acting.do({ path: 'questionWithdraw', holes })
  }
  return (
    <div className="question-acts">
      <button type="button" disabled={acting.isBusy} onClick={takeBack}>
        Take it back, to change it or to go on
      </button>
      <Why text={acting.why} />
    </div>
  )
}

function QuestionPanel({
  question,
  children,
}: {
  readonly question: QuestionJson
  readonly children: React.ReactNode
}) {
  return (
    <Panel title={question.title} aside={<QuestionMark state={question.state} />}>
      <QuestionFacts question={question} />
      {children}
    </Panel>
  )
}
