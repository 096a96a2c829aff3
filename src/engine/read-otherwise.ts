/**
 * This program reads a file otherwise than the one that read it into parts: it would give its items other numbers than those that
 * are written, so one would be there twice and another never. Its message says what to do, and holds nothing of the file.
 */
export class ReadOtherwise extends Error {
  override readonly name = 'ReadOtherwise'

  constructor(receiptId: number, items: { readonly before: number; readonly now: number }) {
    super(
      `This version of the program reads receipt ${receiptId} otherwise than the one that read it first: ${items.now} items where that one read ${items.before}, or the same with other amounts. ` +
        'So it processes nothing more of it. Retry it with the version that read it first; or have the sender send what was not processed again in another file: a batch of which nothing was processed is processed from there.',
    )
  }
}
