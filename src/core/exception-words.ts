import { ITEMS_PER_RECEIPT_MAX } from './item.ts'
import { FAILED_TIMES_MAX } from './unit-entry.ts'

/**
 * What an exception, or a case that begins with it, is about, in the middle of a sentence: `exception 12` of an item, `batch 2 of
 * receipt 12`, `the file of receipt 12`, or `what is left of receipt 12` where its processing failed. Batches and files have numbers
 * below zero, which nobody reads.
 */
export function exceptionWords(id: number): string {
  if (id > 0) return `exception ${id}`
  const receipt = Math.floor(-id / ITEMS_PER_RECEIPT_MAX)
  const place = -id % ITEMS_PER_RECEIPT_MAX
  if (place === 0) return `the file of receipt ${receipt}`
  if (place >= ITEMS_PER_RECEIPT_MAX - FAILED_TIMES_MAX) return `what is left of receipt ${receipt}`
  return `batch ${place} of receipt ${receipt}`
}

/** The same at the beginning of a sentence. */
export function exceptionBegins(id: number): string {
  const words = exceptionWords(id)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
