import type { AskedWork } from '../authority/asked.ts'
import { decideAct } from '../authority/decide-act.ts'
import { judgeAct } from '../authority/judge-act.ts'
import { holdsAt, type Indexed, microsOf, type People } from '../authority/people.ts'
import type { Person } from '../authority/people-facts.ts'
import { rankOf } from '../work/queue.ts'
import type { Question } from './question.ts'

/** What of a question decides who may answer it. */
export type ToAnswer = Pick<Question, 'askerId' | 'forRole' | 'forPerson'> & {
  readonly passed: readonly { readonly by: number }[]
  readonly work: AskedWork
}

/** Who could answer now, and who could but for being away. By name. */
export interface WhoAnswers {
  readonly here: readonly Person[]
  readonly away: readonly Person[]
}

/**
 * Who may answer: whoever may do the act in that queue (role, skill, credential), is of the role at least or was named, and is
 * neither the asker, nor another account of theirs, nor somebody who passed it on. By the one function that decides every act.
 */
export function whoAnswers(question: ToAnswer, people: People, at: Temporal.Instant): WhoAnswers {
  const here: Person[] = []
  const away: Person[] = []
  for (const one of people.byName) {
    if (!isMeant(question, one, at)) continue
    const judged = judgeAct(askedOf(question, one.person.id, at), people)
    if (judged.allowed) here.push(one.person)
    else if (judged.findings.every(({ code }) => code === 'absent')) away.push(one.person)
  }
  return { here, away }
}

/** Why this person may not answer, as sentences; undefined when they may. */
export function refuseAnswer(
  question: ToAnswer,
  people: People,
  by: { readonly personId: number; readonly at: Temporal.Instant },
): string | undefined {
  const who = people.byId.get(by.personId)
  const decided = decideAct({ ...askedOf(question, by.personId, by.at), told: 'you' }, people)
  if (!decided.allowed) return decided.reasons.map(one => one.sentence).join(' ')
  if (who !== undefined && isMeant(question, who, by.at)) return undefined
  return question.forPerson === undefined
    ? `It is for ${ROLE_WORDS[question.forRole]}.`
    : 'It was put to somebody else by name: whoever has it can hand it on.'
}

const ROLE_WORDS = { ps: 'a specialist or a senior specialist', sps: 'a senior specialist' } as const

function askedOf({ askerId, passed, work }: ToAnswer, by: number, at: Temporal.Instant) {
  const hands = [{ person: askerId, as: 'maker' } as const]
  const excluded = passed.map(one => one.by)
  return { by, act: 'answer', at, session: 'signed-in', work, hands, excluded, used: () => 0n } as const
}

/** Named, or of the role where nobody was. */
function isMeant({ forRole, forPerson }: ToAnswer, who: Indexed, at: Temporal.Instant): boolean {
  if (forPerson !== undefined) return who.person.id === forPerson
  const atMicros = microsOf(at)
  return who.roles.some(role => holdsAt(role, atMicros) && rankOf(role.what) >= rankOf(forRole))
}

/** `Ann Lee and Bob Ray would be asked, and are away.` */
export function nobodyAnswers({ away }: WhoAnswers): string {
  const names = away.slice(0, 5).map(person => person.name)
  const last = names.pop()
  if (last === undefined)
    return 'Nobody here has the role and the skill of the queue to answer it: a supervisor can give them, or ask for another role.'
  const all = names.length === 0 ? `${last} could and is` : `${names.join(', ')} and ${last} could and are`
  return `Nobody who could answer it is there: ${all} away. Ask another role, or let the case wait.`
}
