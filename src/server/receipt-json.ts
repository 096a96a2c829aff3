import type { Batch as BatchJson, Fault as FaultJson, Receipt as ReceiptJson } from '../contract/receipt.ts'
import { type Fault, maskFault } from '../core/fault.ts'
import { type FieldTitles, fieldTitle } from '../core/field-title.ts'
import { equalTally } from '../core/tally.ts'
import type { Engine } from '../engine/engine.ts'
import type { Receipt } from '../store/receipt.ts'
import type { PagedBatch } from '../store/receipt-page.ts'
import { titleOf } from './exception-json.ts'
import { tallyJson } from './tally-json.ts'

export function receiptJson(receipt: Receipt): ReceiptJson {
  return {
    id: receipt.id,
    name: receipt.name,
    source: receipt.source,
    channel: receipt.channel,
    sha256: Buffer.from(receipt.sha256).toString('hex'),
    size_bytes: receipt.sizeBytes,
    received_at: receipt.receivedAt.toString(),
    received_on: receipt.receivedOn,
    posting_on: receipt.postingOn,
    pack: receipt.pack ?? null,
    format: receipt.format ?? null,
    variant: receipt.variant ?? null,
    sender: receipt.sender ?? null,
    state: receipt.state,
    duplicate_of: receipt.duplicateOf ?? null,
    why: receipt.why ?? null,
    received: tallyJson(receipt.received),
    lost: tallyJson(receipt.lost),
    batches: receipt.batches,
    faults: receipt.faults,
    done_at: receipt.doneAt?.toString() ?? null,
  }
}

export function batchJson(engine: Engine, batch: PagedBatch): BatchJson {
  const { declared, exception } = batch
  return {
    receipt: batch.receiptId,
    ordinal: batch.ordinal,
    source: batch.source,
    line: batch.line,
    label: batch.label,
    fate: batch.fate,
    balance: balanceOf(engine, batch),
    declared: declared === undefined ? null : tallyJson(declared),
    computed: tallyJson(batch.computed),
    lost: tallyJson(batch.lost),
    exception: exception?.id ?? null,
    held_for: exception === undefined || batch.fate === 'process' ? null : titleOf(engine, exception),
  }
}

/** Whether the batch makes what its own control declares: count, amounts, and what else its exception says of a total. */
function balanceOf(engine: Engine, { declared, computed, exception }: PagedBatch): BatchJson['balance'] {
  if (declared === undefined) return 'undeclared'
  const kind = exception === undefined ? undefined : engine.packs[exception.pack].kinds[exception.kind]
  return equalTally(declared, computed) && kind?.outOfBalance !== true ? 'balanced' : 'out'
}

/** Personal data in what was found and expected is masked. */
export function faultJson(fault: Fault, titles: FieldTitles): FaultJson {
  const { sensitive: _, expectedIs: __, ...masked } = maskFault(fault)
  return fault.field === undefined ? masked : { ...masked, field_title: fieldTitle(titles, fault.field) }
}
