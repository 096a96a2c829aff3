import { Link } from '@tanstack/react-router'
import type { LessonJson, QuestionJson } from '../../contract/question.ts'
import { RESOLUTIONS, type Resolution } from '../../core/exception.ts'
import { ARGUMENTS, type Argument, type ArgumentName } from '../../core/resolve/arguments.ts'
import { useZone } from '../data/use-zone.ts'
import { leftText, momentText } from '../ui/format.ts'
import { Mark, type Tone } from '../ui/mark.tsx'
import { Facts } from '../ui/panel.tsx'
import { useEvidenceText } from './evidence-field.tsx'

/** A question with everything that was said: who, how long on both clocks, on what it rests, and how it ended. */
export function QuestionFacts({ question }: { readonly question: QuestionJson }) {
  const zone = useZone()
  const { proposal, answer } = question
  return (
    <>
      <p className="question-words">{question.words}</p>
      <Facts
        rows={[
          ['asked by', `${question.asked_by.name}, ${momentText(question.asked_at, zone)}`],
          ['waits', `${ageText(question.question_age_seconds)}; the case for ${ageText(question.case_age_seconds)}`],
          ['for', question.for_person?.name ?? ROLES[question.for_role]],
          ['stands here', question.rank],
          [
            'would do',
            proposal.idea === 'have'
              ? `${resolutionText(proposal.resolution)}: ${proposal.words}`
              : `no idea: ${proposal.words}`,
          ],
          ['tried', question.tried.length === 0 ? 'nothing is said' : <Sentences key="tried" all={question.tried} />],
          ['rests on', <EvidenceLinks key="rests" question={question} />],
          ...question.passed.map(one => ['handed on', `${one.by.name}: ${one.why}`] as const),
          ...(answer === null ? [] : [['answer', answerText(answer)] as const]),
          ...(question.ended_by === null ? [] : [['by', question.ended_by.name] as const]),
          ...(question.refused_because === null ? [] : [['refused', question.refused_because] as const]),
        ]}
      />
    </>
  )
}

const ROLES = { ps: 'a specialist', sps: 'a senior specialist' } as const

const TONES: Readonly<Record<QuestionJson['state'], Tone>> = {
  open: 'warn',
  taken: 'wait',
  answered: 'good',
  refused: 'bad',
  withdrawn: 'plain',
}

export function QuestionMark({ state }: { readonly state: QuestionJson['state'] }) {
  return <Mark tone={TONES[state]}>{state}</Mark>
}

function Sentences({ all }: { readonly all: readonly string[] }) {
  return (
    <ul className="question-list">
      {all.map(one => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  )
}

/** Evidence leads to the item's page, where it is seen masked as everywhere. */
function EvidenceLinks({ question: { evidence, items } }: { readonly question: QuestionJson }) {
  const of = [...new Set([...items, ...evidence.map(one => one.item)])].slice(0, 5)
  return (
    <ul className="question-list">
      {of.map(item => (
        <EvidenceOf key={item} item={item} evidence={evidence.filter(one => one.item === item)} />
      ))}
    </ul>
  )
}

function EvidenceOf({ item, evidence }: { readonly item: number } & Pick<QuestionJson, 'evidence'>) {
  // Only of events is more said than the piece itself says.
  const textOf = useEvidenceText(item > 0 && evidence.some(one => one.of === 'event') ? item : undefined)
  return (
    <li>
      <Link to="/items/$item" params={{ item: String(item) }}>
        item {item}
      </Link>{' '}
      <span className="quiet">{evidence.map(textOf).join('; ')}</span>
    </li>
  )
}

/** What was answered before about the kind: no rule, a line each. */
export function LessonLines({ lessons }: { readonly lessons: readonly LessonJson[] }) {
  const zone = useZone()
  if (lessons.length === 0) return <p className="quiet">Nothing of this kind was answered before.</p>
  return (
    <ol className="notes" aria-label="Answered before">
      {lessons.map(lesson => (
        <li key={lesson.question}>
          <span className="quiet">
            {momentText(lesson.answered_at, zone)}, {lesson.answered_by.name} to {lesson.asked_by.name}
          </span>
          <p>
            {lesson.words} <b>{answerText(lesson.answer)}</b>
          </p>
        </li>
      ))}
    </ol>
  )
}

function answerText({ verdict, resolution, words: said }: NonNullable<QuestionJson['answer']>): string {
  const what =
    verdict === 'agreed' ? 'you were right, do that' : resolution === null ? 'do this next' : resolutionText(resolution)
  return said === '' ? `${what}.` : `${what}: ${said}`
}

/** What somebody would do, with all that was chosen for it. */
function resolutionText({
  resolution,
  ...said
}: {
  readonly resolution: Resolution
  readonly [name: string]: string | undefined
}): string {
  const chosen = Object.entries(said).flatMap(([name, value]) => {
    const argument: Argument | undefined = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name as ArgumentName] : undefined
    if (value === undefined) return []
    return [argument?.kind === 'choice' ? (argument.choices[value] ?? value) : value]
  })
  return [RESOLUTIONS[resolution], ...chosen].join(', ')
}

function ageText(seconds: number): string {
  return leftText(seconds * 1000)
}
