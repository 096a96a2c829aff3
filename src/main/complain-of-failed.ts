import type { FailedReceipt } from '../engine/attempt-receipt.ts'
import type { Call } from './command.ts'
import { failureSentence } from './failure-sentence.ts'

/** Tells of receipts that could not be processed: those that wait, which the proof names too, and those that were quarantined. */
export function complainOfFailed(call: Call, failed: readonly FailedReceipt[]): void {
  for (const { receiptId, error, now } of failed) {
    const kind = `${error instanceof Error ? error.name : 'a defect'} of the program; please report it`
    call.terminal.complain(
      now === 'waits'
        ? `Receipt ${receiptId} was received earlier and still cannot be processed: ${failureSentence(error) ?? kind}`
        : `Receipt ${receiptId} cannot be processed and was quarantined, see clearday exceptions: ${failureSentence(error) ?? kind}`,
    )
  }
}
