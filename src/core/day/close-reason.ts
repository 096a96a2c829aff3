/** What stands against closing a day, each with what would end it. Closed: the page, the command and the tests read this one list. */
export const CLOSE_REASONS = {
  cutoff_ahead: { title: 'Files still post on the day', remedy: 'Close it after the last cutoff.' },
  receipt_unfinished: { title: 'Receipts are not finished', remedy: 'Let the engine finish them.' },
  receipt_failed: {
    title: 'Processing failed',
    remedy: 'Mend what it names; the engine tries again, or quarantines it.',
  },
  part_left: { title: 'Parts are not done', remedy: 'Retry the receipt.' },
  exception_without_case: { title: 'Exceptions are in no case', remedy: 'Let the engine open cases.' },
  case_without_place: { title: 'Cases are in no queue', remedy: 'This is a defect: run the proof.' },
  queue_unknown: { title: 'Cases are in a queue that no pack has', remedy: 'Install the pack that has it.' },
  queue_of_nobody: {
    title: 'Nobody may take the work of a queue',
    remedy: 'Give somebody the skill, the credential and the role.',
  },
  question_of_nobody: {
    title: 'A question waits for nobody',
    remedy: 'Take it back and ask somebody else, or give somebody the skill and the role.',
  },
  proposal_of_nobody: {
    title: 'A proposal waits for nobody',
    remedy: 'Let its maker withdraw it or somebody return it, or give somebody what it takes to approve it.',
  },
  document_of_nobody: {
    title: 'A document lies with nobody',
    remedy: 'Hand it over to somebody who works here, or attach it.',
  },
  holder_gone: { title: 'Work is held by somebody who is gone', remedy: 'Reassign it.' },
  position_without_owner: { title: 'Suspense has no owner', remedy: 'Let its queue be one of a pack.' },
  due_without_word: {
    title: 'Due, open and nobody said until when',
    remedy:
      'Decide or propose it, or let it wait until a later day, with the reason, or for the answer of somebody who is here.',
  },
  undo_waits: {
    title: 'Taking back waits for a second person',
    remedy: 'Let somebody approve or return it, or let its maker withdraw it: on the next day it would be another.',
  },
  forwarding_unacknowledged: {
    title: 'Forwarded, and nobody acknowledged it in time',
    remedy: 'Ask them again, say what they answered, or undo the forwarding.',
  },
  hold_ended: {
    title: 'Held for somebody, and the hold has ended',
    remedy: 'Decide it, or hold it longer while there is time.',
  },
  answer_unsent: { title: 'Answers are due and not sent', remedy: 'Release the outbound files.' },
  letter_unsent: {
    title: 'Letters are due and not sent',
    remedy: 'Write and send them, and say so with the day; or undo what asked for them.',
  },
  file_unsent: { title: 'Outbound files are not handed over', remedy: 'Publish them to the transmitter.' },
  drawer_off: { title: 'A drawer does not prove to zero', remedy: 'Look at the cases that it names.' },
  proof_fails: { title: 'The proof does not hold', remedy: 'Mend what it names, then prove again.' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly remedy: string }>>
export type CloseReasonKind = keyof typeof CLOSE_REASONS

/** The thing that a reason names, as pages link to it. */
export interface NamedThing {
  readonly is: 'day' | 'receipt' | 'exception' | 'item' | 'case' | 'queue' | 'file' | 'person' | 'document' | 'proof'
  readonly id?: number | undefined
  /** Of a queue its name, of a document its number. */
  readonly name?: string | undefined
}

/** One thing that stands against closing, named. The sentence holds no personal data but names of people who work here. */
export interface CloseReason {
  readonly kind: CloseReasonKind
  readonly thing: NamedThing
  readonly sentence: string
}

/** Everything that stands against closing a day: how much of each kind, and the first of each by name. */
export interface AgainstClosing {
  readonly total: number
  readonly counts: ReadonlyMap<CloseReasonKind, number>
  readonly named: readonly CloseReason[]
}

/** Of a kind so many are named; how many there are is always told. */
export const NAMED_OF_KIND_MAX = 20

/** Gathers reasons one by one, in bounded memory. */
export class Against {
  readonly #counts = new Map<CloseReasonKind, number>()
  readonly #named: CloseReason[] = []

  add(reason: CloseReason): void {
    const before = this.#counts.get(reason.kind) ?? 0
    this.#counts.set(reason.kind, before + 1)
    if (before < NAMED_OF_KIND_MAX) this.#named.push(reason)
  }

  /** What a question found beyond the things that it named: the last of these says of what kind. */
  addRest(reasons: readonly CloseReason[], found: number): void {
    for (const reason of reasons) this.add(reason)
    const last = reasons.at(-1)
    if (last === undefined || found <= reasons.length) return
    this.#counts.set(last.kind, (this.#counts.get(last.kind) ?? 0) + found - reasons.length)
  }

  result(): AgainstClosing {
    const order = Object.keys(CLOSE_REASONS) as readonly CloseReasonKind[] // the keys of a constant
    const named = this.#named.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
    return { total, counts: this.#counts, named }
  }
}
