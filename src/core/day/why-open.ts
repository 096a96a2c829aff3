import type { OpenState } from './close-list.ts'

/** Who is named by a reason: `person 3 (ann)`. */
type Named = string

/** Everything for which an exception may be open at the end of a day, as it stands at that moment. Days are YYYY-MM-DD. */
export interface OpenFacts {
  readonly state: OpenState
  /** What it holds whole; undefined for one item, and for what is about a batch or file that is processed. */
  readonly holds: 'batch' | 'file' | undefined
  /** Why it was raised. */
  readonly sentence: string
  /** Of a case that waits, what for. */
  readonly waitingFor: string | undefined
  /** When its own clock ends, in words, where it waits longer than that. */
  readonly clockBefore: string | undefined
  /** What somebody proposed, and a second person has to approve. `isStale`: it would do something else now. */
  readonly proposal: { readonly by: Named; readonly on: string; readonly isStale: boolean } | undefined
  /** What was asked about its case and is not answered. */
  readonly questions: readonly OpenQuestion[]
  /** To whom it was given, who did not say yet that they have it. */
  readonly forwarded: { readonly recipient: string; readonly acknowledgeBy: string } | undefined
  /** Letters about it that are still to go, and the day by which the first has to. */
  readonly letters: { readonly count: number; readonly firstBy: string | undefined }
}

export interface OpenQuestion {
  readonly purpose: 'escalation' | 'consult'
  readonly by: Named
  readonly on: string
  readonly forRole: 'ps' | 'sps'
  /** Who alone is to answer. */
  readonly forPerson: Named | undefined
}

/** Why an exception stays open when its day is closed: everything that it waits for, each a sentence, and then why it was raised. */
export function whyOpen(facts: OpenFacts): string {
  const { clockBefore, proposal, questions, forwarded, letters, sentence } = facts
  return [
    ...(clockBefore === undefined ? [] : [`It waits past its own clock, which ends ${clockBefore}.`]),
    ...(proposal === undefined ? [] : [whyProposed(proposal)]),
    ...questions.map(whyAsked),
    ...(forwarded === undefined
      ? []
      : [`Forwarded to ${forwarded.recipient}, which has to acknowledge it by ${forwarded.acknowledgeBy}.`]),
    ...(letters.count === 0 ? [] : [whyWritten(letters)]),
    ...standing(facts),
    ...(facts.holds === undefined ? [] : [`The whole ${facts.holds} is held.`]),
    sentence,
  ].join(' ')
}

function whyProposed({ by, on, isStale }: NonNullable<OpenFacts['proposal']>): string {
  if (isStale) return `Proposed by ${by} on ${on}; it would do something else now, so it is to be proposed again.`
  return `Waits for the approval of a second person: proposed by ${by} on ${on}.`
}

const WHO_ANSWERS = { ps: 'a specialist', sps: 'a senior specialist' } as const

function whyAsked({ purpose, by, on, forRole, forPerson }: OpenQuestion): string {
  const done = purpose === 'escalation' ? 'Escalated' : 'Advice was asked'
  return `${done} by ${by} on ${on}; ${forPerson ?? WHO_ANSWERS[forRole]} did not answer yet.`
}

function whyWritten({ count, firstBy }: OpenFacts['letters']): string {
  const goes = count === 1 ? 'A letter about it is' : `${count} letters about it are`
  if (firstBy === undefined) return `${goes} still to go.`
  return `${goes} still to go, ${count === 1 ? '' : 'the first '}by ${firstBy}.`
}

/** How its case stands, where nothing that was told before says it. */
function standing({ state, waitingFor, proposal, questions, forwarded }: OpenFacts): readonly string[] {
  const isTold =
    proposal !== undefined || forwarded !== undefined || questions.some(one => one.purpose === 'escalation')
  switch (state) {
    case 'pended':
      return isTold ? [] : [`Waits for ${waitingFor}.`]
    case 'ready':
      return isTold ? [] : ['Nobody has taken it yet.']
    case 'leased':
      return ['It is being worked on.']
    case 'parked':
      return ['It was put aside, to be gone on with.']
    case 'decided':
      return ['It is decided, and goes out with its file.']
    case 'policy':
      return ['A policy decided it, and it goes out with its file.']
  }
}
