import { exceptionWords } from '../core/exception-words.ts'

/** What a decision is about, for people at a terminal: an item by its number, and what is held as a whole by that of its receipt. */
export function aboutWords(exceptionId: number): string {
  return exceptionId > 0 ? `item ${exceptionId}` : exceptionWords(exceptionId)
}
