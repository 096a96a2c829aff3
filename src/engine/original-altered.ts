/** The stored bytes of a receipt are not those that arrived: nothing of them may be processed. Its message says what to do. */
export class OriginalAltered extends Error {
  override readonly name = 'OriginalAltered'

  /** @param hashes SHA-256 as hex. */
  constructor(receiptId: number, hashes: { readonly expected: string; readonly found: string }) {
    super(
      `the stored original of receipt ${receiptId} was altered: its bytes hash to ${hashes.found}, and ${hashes.expected} was received. ` +
        'Nothing of it is processed. Put the original back from a backup, or have the sender send the file again, and start again.',
    )
  }
}
