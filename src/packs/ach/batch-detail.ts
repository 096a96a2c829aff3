import type { BatchDetail, FileDetail } from '../../core/pack.ts'
import { secRule } from '../../formats/nacha/sec-codes.ts'
import type { BatchHeader, FileHeader } from '../../formats/nacha/sink.ts'
import type { EntryLayout } from './batch.ts'

/** The batch header as it is stored with the batch: what the checks need, and the record itself, which a return repeats. */
export function batchDetail(header: BatchHeader): BatchDetail {
  return {
    layout: layoutOfHeader(header),
    serviceClass: header.serviceClass,
    secCode: stored(header.secCode),
    companyName: stored(header.companyName),
    companyId: stored(header.companyId),
    entryDescription: stored(header.entryDescription),
    // From the record: international headers have no such field, but a same-day mark in its columns is still one.
    descriptiveDate: stored(header.raw.slice(63, 69).trim()),
    effectiveDate: stored(header.effectiveDate),
    settlementDate: stored(header.settlementDate),
    originatorStatus: stored(header.originatorStatus),
    odfi8: header.odfi8,
    batchNumber: header.batchNumber,
    headerMissing: header.missing,
    raw: stored(header.raw),
  }
}

export function layoutOfHeader(header: BatchHeader): EntryLayout {
  if (header.iat !== undefined) return 'iat'
  return header.secCode === 'ADV' ? 'adv' : 'standard'
}

/** `ACME CORP PPD PAYROLL 0000001`; without the company's words where the class of entries is none, since the record may be another. */
export function batchLabel(header: BatchHeader): string {
  if (header.missing) return 'entries outside a batch'
  const number = header.batchNumber < 0 ? '' : String(header.batchNumber).padStart(7, '0')
  const isClass = secRule(header.secCode) !== undefined
  const words = isClass
    ? [header.companyName, header.secCode, header.entryDescription, number]
    : [header.secCode, number]
  return stored(words.filter(word => word.trim() !== '').join(' '))
}

export function fileDetail(header: FileHeader): FileDetail {
  const time = /^([01]\d|2[0-3])[0-5]\d$/.test(header.fileCreationTime) ? header.fileCreationTime : undefined
  return {
    format: 'ach',
    variant: 'nacha-94',
    sender: stored(`${header.immediateOrigin.trim()} ${header.immediateOriginName}`.trim()),
    receiver: stored(`${header.immediateDestination.trim()} ${header.immediateDestinationName}`.trim()),
    createdAt:
      header.createdOn === undefined
        ? stored(header.fileCreationDate)
        : header.createdOn.toString() + (time === undefined ? '' : `T${time.slice(0, 2)}:${time.slice(2)}`),
  }
}

/** Text that a database can hold: a control character becomes one `?`, so that columns stay where they are. */
export function stored(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
}
