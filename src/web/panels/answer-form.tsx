import { type FormEvent, useState } from 'react'
import type { QuestionJson } from '../../contract/question.ts'
import { type FormDraft, useFormDraft } from '../data/drafts.ts'
import { useDo } from '../data/questions.ts'
import { Lines } from '../ui/loaded.tsx'
import { Addressee, addressed } from './addressee.tsx'
import { MeantFields, type MeantWay, meantIn, useMeantWays } from './meant-fields.tsx'
import { Why } from './notes.tsx'

const WAYS = {
  agreed: 'You were right: do what you proposed',
  another: 'Do this instead',
  do_next: 'Do this next, then decide',
  hand_on: 'Hand it on',
  refuse: 'Refuse it',
} as const
type Way = keyof typeof WAYS

/** Taking, answering, handing on and giving back: what the senior does with a question, all of it by the keyboard. */
export function AnswerForm({ question, isMine }: { readonly question: QuestionJson; readonly isMine: boolean }) {
  const acting = useDo()
  const holes = { question: question.question }
  const [wasMine, setWasMine] = useState(isMine)
  if (isMine && !wasMine) setWasMine(true)
  // What was written stays while nobody else took it.
  if (!isMine && (!wasMine || question.taken_by !== null))
    return (
      <div className="question-acts">
        <button type="button" disabled={acting.isBusy} onClick={() => acting.do({ path: 'questionTake', holes })}>
          Take it
        </button>
        <Why text={acting.why} />
      </div>
    )
  return <Taken question={question} acting={acting} isMine={isMine} />
}

interface TakenProps {
  readonly question: QuestionJson
  readonly acting: ReturnType<typeof useDo>
  /** False when the time ran out: it is taken again before anything is sent. */
  readonly isMine: boolean
}

function Taken({ question, acting, isMine }: TakenProps) {
  const proposed = question.proposal.idea === 'have'
  const form = useFormDraft(`answer/${question.question}`)
  const { field, forget } = form
  const meant = useMeantWays(question.items[0], question.ways)
  const sending = useDo(forget)
  const giving = useDo()
  const [holes, fence] = [{ question: question.question }, question.fence]
  const [chosen, words] = [field('way', proposed ? 'agreed' : 'do_next'), field('words')]
  const way = chosen.value as Way // of the choices below
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isMine) return acting.do({ path: 'questionTake', holes })
    const said = words.value.trim()
    if (way === 'hand_on') {
      sending.do({ path: 'questionHandOn', holes, body: { fence, ...addressed(form, whomOf(question)), why: said } })
      return
    }
    if (way === 'refuse') {
      sending.do({ path: 'questionRefuse', holes, body: { fence, why: said } })
      return
    }
    const answer = {
      verdict: way,
      words: said,
      ...(way === 'another' ? { resolution: meantIn(form, meant ?? []) } : {}),
    }
    sending.do({ path: 'questionAnswer', holes, body: { fence, answer } })
  }
  // Once it is seen to be theirs the taking is over, also while the rest of the page is still read again.
  const isBusy = sending.isBusy || giving.isBusy || (acting.isBusy && !isMine)
  const ways = (Object.keys(WAYS) as Way[]).filter(one => proposed || one !== 'agreed') // the keys of a constant
  return (
    <form className="question-form" onSubmit={submit}>
      <label>
        Answer
        <select {...chosen}>
          {ways.map(one => (
            <option key={one} value={one}>
              {WAYS[one]}
            </option>
          ))}
        </select>
      </label>
      {way === 'another' && <Instead ways={meant} form={form} />}
      {way === 'hand_on' && <Addressee form={form} {...whomOf(question)} />}
      <label>
        Words
        <textarea {...words} rows={3} maxLength={4000} required={isMine && way !== 'agreed'} />
      </label>
      <div className="question-acts">
        <button type="submit" disabled={isBusy}>
          {isMine ? 'Send' : 'Take it again'}
        </button>
        {isMine && (
          <button
            type="button"
            disabled={isBusy}
            onClick={() => giving.do({ path: 'questionGiveBack', holes, body: { fence } })}
          >
            Give it back
          </button>
        )}
      </div>
      {!isMine && <RanOut />}
      <Why text={sending.why ?? giving.why ?? acting.why} />
    </form>
  )
}

const whomOf = ({ others }: QuestionJson) => ({ forRole: 'sps', here: others }) as const

function RanOut() {
  return (
    <p role="status">Your quarter of an hour ran out. Take it again; what you wrote stays, and is sent after that.</p>
  )
}

interface InsteadProps {
  readonly ways: readonly MeantWay[] | undefined
  readonly form: FormDraft
}

function Instead({ ways, form }: InsteadProps) {
  return ways === undefined ? <Lines count={2} /> : <MeantFields label="What to do" ways={ways} form={form} />
}
