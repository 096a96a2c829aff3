import { useQuery } from '@tanstack/react-query'
import { caseQuestionsQuery } from '../data/questions.ts'
import { Panel } from '../ui/panel.tsx'
import { LessonLines, QuestionFacts, QuestionMark } from './question.tsx'

/**
 * What was asked about the case and what was answered, and what was answered before about its kind: below it, so that nothing moves
 * when an answer comes.
 */
export function CaseQuestionsPanel({ id }: { readonly id: string }) {
  const { questions = [], answered_before: lessons = [] } = useQuery(caseQuestionsQuery(id)).data ?? {}
  return (
    <>
      {questions.map(one => (
        <Panel key={one.question} title="Asked about this case" aside={<QuestionMark state={one.state} />}>
          <QuestionFacts question={one} />
        </Panel>
      ))}
      {lessons.length > 0 && (
        <Panel title="Answered before">
          <LessonLines lessons={lessons} />
        </Panel>
      )}
    </>
  )
}
