import type { FailedReceipt } from '../engine/attempt-receipt.ts'
import type { Call } from './command.ts'
import { failureSentence } from './failure-sentence.ts'

/** Tells of receipts that could not be processed: those that wait, which the proof names too, those that were quarantined, and those that had ended. */
export function complainOfFailed(call: Call, failed: readonly FailedReceipt[]): void {
  for (const { receiptId, error, now } of failed) {
    const kind = `${error instanceof Error ? error.name : 'a defect'} of the program; please report it`
    call.terminal.complain(`Receipt ${receiptId} ${WHAT_BECAME[now]}: ${failureSentence(error) ?? kind}`)
  }
}

const WHAT_BECAME: Readonly<Record<FailedReceipt['now'], string>> = {
  waits: 'was received earlier and still cannot be processed',
  quarantined: 'cannot be processed and was quarantined, see clearday exceptions',
  ended: 'failed here although it is at its end, so it is not tried again',
}
