import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { createNachaWriter } from '../../formats/nacha/write.ts'
import { batchHeader, type EntrySample, OTHER_ROUTING, OUR_ROUTING, rawEntry } from './sample-entries.ts'

/** A batch of a sample file; `control` stands in place of what would be computed. */
export interface BatchSample {
  readonly header?: Parameters<typeof batchHeader>[0]
  readonly entries: readonly EntrySample[]
  readonly control?: Readonly<Record<string, unknown>>
}

/** A whole file of samples. */
export function sampleFile(batches: readonly BatchSample[], control?: Readonly<Record<string, unknown>>): Uint8Array {
  const chunks: Uint8Array[] = []
  const writer = createNachaWriter(chunk => chunks.push(chunk))
  writer.fileHeader({
    priorityCode: '01',
    immediateDestination: ` ${OUR_ROUTING}`,
    immediateOrigin: ` ${OTHER_ROUTING}`,
    fileCreationDate: '261123',
    fileCreationTime: '0600',
    fileIdModifier: 'A',
    recordSize: '094',
    blockingFactor: '10',
    formatCode: '1',
    immediateDestinationName: 'OUR BANK',
    immediateOriginName: 'THE OPERATOR',
    referenceCode: '',
  })
  for (const batch of batches) {
    writer.batchHeader(batchHeader(batch.header))
    for (const entry of batch.entries) writer.entryRecords(rawEntry(entry))
    writer.batchControl(batch.control)
  }
  writer.fileControl(control)
  return latin1Bytes(chunks.map(chunk => latin1Text(chunk)).join(''))
}
