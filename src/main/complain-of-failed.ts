import type { Resumed } from '../engine/resume-receipts.ts'
import type { Call } from './command.ts'
import { failureSentence } from './failure-sentence.ts'

/** Tells of receipts of an earlier process that could not be processed. The proof names them too, until they are. */
export function complainOfFailed(call: Call, resumed: Resumed): void {
  for (const { receiptId, error } of resumed.failed) {
    const why =
      failureSentence(error) ?? `${error instanceof Error ? error.name : 'a defect'} of the program; please report it`
    call.terminal.complain(`Receipt ${receiptId} was received earlier and still cannot be processed: ${why}`)
  }
}
