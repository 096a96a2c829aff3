import { counted } from './counted.ts'
import type { ItemState } from './item.ts'

/** An exception, as far as it says what became of the item, batch or file. */
export interface EndedBy {
  readonly title: string
  readonly state: string
  /** In which state it ended, or how it was let go; undefined while it is not closed. */
  readonly closedAs: string | undefined
}

/** What went back or will go back. */
interface AnswerThen {
  readonly code: string
  /** The day on which it went out, and in which file; undefined while it waits. */
  readonly sent: { readonly on: string; readonly file: string } | undefined
}

/** What became of an item, in a sentence for whoever has to say whether another one is the same. */
export function becameOfItem(of: {
  readonly state: ItemState
  readonly postingOn: string
  readonly exception: EndedBy | undefined
  readonly answer: AnswerThen | undefined
}): string {
  const { state, postingOn, exception, answer } = of
  if (state === 'posted')
    return `Posted on ${postingOn}.${exception === undefined || exception.state === 'closed' ? '' : ` Since then: ${exceptionText(exception)}.`}`
  if (answer?.sent !== undefined) return `Returned with ${answer.code} on ${answer.sent.on}, in ${answer.sent.file}.`
  if (answer !== undefined && state === 'suspended')
    return `In suspense: its return with ${answer.code} waits for its file.`
  if (state === 'suspended') return `In suspense${exception === undefined ? '' : `: ${exceptionText(exception)}`}.`
  return `${ENDED[state]}${exception === undefined ? '' : `, after: ${exception.title}`}.`
}

const ENDED: Readonly<Record<Exclude<ItemState, 'posted' | 'suspended'>, string>> = {
  returned: 'Returned',
  adjusted: 'Settled by an adjustment with the other institution',
  forwarded: 'Forwarded, and acknowledged',
  rejected: 'Rejected: nothing of it posted',
}

function exceptionText({ title, state }: EndedBy): string {
  return `${title}, ${state}`
}

const AS_WHOLE: Readonly<Record<string, string>> = {
  released: 'released and processed',
  forwarded: 'forwarded, and acknowledged',
}

/** What became of a batch, in a sentence. */
export function becameOfBatch(of: {
  readonly isProcessed: boolean
  readonly items: number
  readonly postingOn: string
  readonly held: EndedBy | undefined
}): string {
  const { isProcessed, items, postingOn, held } = of
  if (held?.state === 'closed') {
    const ended = AS_WHOLE[held.closedAs ?? ''] ?? held.closedAs ?? 'closed'
    return `It was held (${held.title}) and then ${ended}.`
  }
  if (!isProcessed) return `It is held${held === undefined ? '' : `: ${exceptionText(held)}`}. Nothing of it posted.`
  return `Processed, to post on ${postingOn}: ${counted(items, 'item')}, each with a story of its own.`
}
