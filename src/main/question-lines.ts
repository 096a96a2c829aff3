import type { EscalationDraft, LessonJson, QuestionJson } from '../contract/question.ts'
import { counted } from '../core/counted.ts'
import { RESOLUTIONS } from '../core/exception.ts'
import { HOLD_REASONS } from '../core/hold.ts'

type Resolution = NonNullable<EscalationDraft['proposal']>

/** One line of a list: what is asked, whose answer it needs, and why it stands where it stands. */
export function questionLine({ question, title, state, asked_by: by, rank }: QuestionJson): string {
  return `${question}  ${title}, ${by.name}, ${state}: ${rank}`
}

/** A question with everything that was said. */
export function questionLines(one: QuestionJson): readonly string[] {
  const { proposal, answer, refused_because: refused } = one
  const idea = proposal.idea === 'have' ? `would ${resolutionWords(proposal.resolution)}` : 'has no idea'
  return [
    questionLine(one),
    `  asks: ${one.words}`,
    `  about ${one.items.map(item => `item ${item}`).join(', ') || `case ${one.case}`}`,
    ...triedLines(one.tried),
    `  ${idea}: ${proposal.words}`,
    ...one.evidence.map(({ item, of, ref }) => `  see the ${of}${ref === '' ? '' : ` ${ref}`} of item ${item}`),
    ...one.passed.map(({ by, why }) => `  handed on by ${by.name}: ${why}`),
    ...(answer === null ? [] : [`  answered by ${one.ended_by?.name ?? ''}: ${answerWords(answer)}`]),
    ...(refused === null ? [] : [`  refused by ${one.ended_by?.name ?? ''}: ${refused}`]),
  ]
}

/** A question that is nearly written, and who could answer it. */
export function draftLines(draft: EscalationDraft): readonly string[] {
  const names = (people: EscalationDraft['here']) => people.map(one => one.login).join(', ') || 'nobody'
  return [
    draft.question,
    ...triedLines(draft.tried),
    ...(draft.proposal === null ? [] : [`  the usual way out: ${resolutionWords(draft.proposal)}`]),
    `  ${counted(draft.evidence.length, 'piece')} of evidence`,
    `  for ${draft.for_role} at least; here: ${names(draft.here)}; away: ${names(draft.away)}`,
    ...draft.answered_before.map(lessonLine),
  ]
}

function triedLines(tried: readonly string[]): readonly string[] {
  return tried.map(sentence => `  ruled out: ${sentence}`)
}

function lessonLine({ words, answer, answered_by: by }: LessonJson): string {
  return `  answered before by ${by.name}: ${words} ${answerWords(answer)}`
}

function answerWords({ verdict, resolution, words }: LessonJson['answer']): string {
  const what = {
    agreed: 'as proposed',
    another: resolution === null ? 'otherwise' : resolutionWords(resolution),
    do_next: 'first',
  }[verdict]
  return words === '' ? what : `${what}: ${words}`
}

/** What somebody would do, with all that they said of it. */
function resolutionWords({ resolution, awaits, until, ...said }: Resolution): string {
  const hold = [
    ...(awaits === undefined ? [] : [`for ${HOLD_REASONS[awaits]}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ]
  return [RESOLUTIONS[resolution], ...Object.values(said), ...hold].filter(word => word !== undefined).join(' ')
}
