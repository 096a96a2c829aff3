import type { Asked } from './asked.ts'
import { judgeAct } from './judge-act.ts'
import type { People } from './people.ts'
import type { Person } from './people-facts.ts'

/** As many as a sentence can count. */
const NAMED_MAX = 20

export interface WhoCan {
  /** By name. */
  readonly people: readonly Person[]
  /** There are more than are told. */
  readonly more: boolean
}

/**
 * Others who could do the same act now, each with the session that it asks for: nobody who is barred from it, away, or over a
 * limit of their own. The one who asks is left out with all their accounts; of everybody else one account is named.
 */
export function whoCan(asked: Asked, people: People, max = NAMED_MAX): WhoCan {
  const left = new Set([people.byId.get(asked.by)?.naturalId ?? asked.by])
  const { impersonator: _, ...direct } = asked
  const found: Person[] = []
  for (const one of people.byName) {
    if (left.has(one.naturalId)) continue
    if (!judgeAct({ ...direct, by: one.person.id, session: 'stepped-up' }, people).allowed) continue
    if (found.length === max) return { people: found, more: true }
    found.push(one.person)
    left.add(one.naturalId)
  }
  return { people: found, more: false }
}

/** Whether nobody may do the act, whatever session it asks for: whoever is only away comes back, and is somebody. */
export function isOfNobody(asked: Asked, people: People): boolean {
  return people.byName.every(({ person }) => {
    const judged = judgeAct({ ...asked, by: person.id, session: 'stepped-up' }, people)
    return !judged.allowed && judged.findings.some(({ code }) => code !== 'absent')
  })
}

/** `Ann Lee and 2 others can`. */
export function whoCanWords({ people, more }: WhoCan, does: string): string {
  const [first, second] = people
  if (first === undefined) return `nobody else here can${does}`
  if (second === undefined) return `${first.name} can${does}`
  if (people.length === 2 && !more) return `${first.name} and ${second.name} can${does}`
  return `${first.name} and ${people.length - 1}${more ? ' or more' : ''} others can${does}`
}
