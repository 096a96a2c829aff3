import { useQuery } from '@tanstack/react-query'
import { caseQuestionsQuery } from '../data/questions.ts'
import { Panel } from '../ui/panel.tsx'
import { QuestionFacts, QuestionMark } from './question.tsx'

/** What was asked about the case and what was answered, below it, so that nothing moves when an answer comes. */
export function CaseQuestionsPanel({ id }: { readonly id: string }) {
  const { questions = [] } = useQuery(caseQuestionsQuery(id)).data ?? {}
  return questions.map(one => (
    <Panel key={one.question} title="Asked about this case" aside={<QuestionMark state={one.state} />}>
      <QuestionFacts question={one} />
    </Panel>
  ))
}
