import { invariant } from '../../core/invariant.ts'
import { joinBytes } from '../../core/join-bytes.ts'
import { latin1Bytes } from '../../core/latin1.ts'
import type { BatchDetail } from '../../core/pack.ts'
import { formatYymmdd } from '../../formats/nacha/dates.ts'
import { RECORD_LENGTH, readRecord } from '../../formats/nacha/layout.ts'
import {
  BATCH_HEADER,
  type BatchHeaderFields,
  IAT_BATCH_HEADER,
  type IatBatchHeaderFields,
} from '../../formats/nacha/layouts.ts'
import { createNachaWriter } from '../../formats/nacha/write.ts'
import { type AnswerAct, type AnswerOrder, refuseAnswer } from './answer.ts'
import { answerEntry } from './answer-entry.ts'

/** Who the file is from and to, and what tells it from others of the day. */
export interface AnswerFileHeader {
  /** The operator's routing number, nine digits. */
  readonly destination: string
  readonly destinationName: string
  /** This bank's routing number, nine digits. Its first eight stand in every batch header and begin every trace number. */
  readonly origin: string
  readonly originName: string
  /** Local date and time of making the file. */
  readonly createdAt: Temporal.PlainDateTime
  /** A to Z, then 0 to 9: the file's place among those of the day. */
  readonly modifier: string
  readonly reference?: string
}

/** An answer with the trace number that was given to it: the number never changes, also when the file is made again. */
export interface TracedAnswer extends AnswerOrder {
  readonly trace: string
}

/**
 * Writes one file of answers: returns, notifications of change, dishonors, contests, refusals. Answers to entries of one
 * batch stand in one batch whose header repeats the original's; kinds of answers are never mixed in a batch. A defect when
 * an answer is one that `refuseAnswer` refuses.
 */
export function writeAnswerFile(header: AnswerFileHeader, answers: readonly TracedAnswer[]): Uint8Array {
  const chunks: Uint8Array[] = []
  const writer = createNachaWriter(chunk => chunks.push(chunk))
  writer.fileHeader(fileHeaderOf(header))
  for (const [index, group] of groupAnswers(answers).entries()) {
    const [first] = group
    invariant(first !== undefined, 'a group of answers is never empty')
    writer.batchHeader(answerHeader(first, header.origin.slice(0, 8), index + 1))
    for (const answer of group) {
      const refusal = refuseAnswer(answer)
      invariant(refusal === undefined, `an answer that may not be given was to be written: ${refusal}`)
      writer.entryRecords(answerEntry(answer, answer.trace))
    }
    writer.batchControl()
  }
  writer.fileControl()
  return joinBytes(chunks)
}

/** Answers by original batch header and kind of answer, in the order in which groups first appear; by trace inside. */
function groupAnswers(answers: readonly TracedAnswer[]): readonly (readonly TracedAnswer[])[] {
  const groups = Map.groupBy(answers, answer => `${DIRECTION[answer.answer.act]} ${identityOf(answer.batch)}`)
  return [...groups.values()].map(group => [...group].sort((a, b) => (a.trace < b.trace ? -1 : 1)))
}

/** Returns, dishonors and contests flow in different directions; notifications have a class of their own. */
const DIRECTION: Readonly<Record<AnswerAct, string>> = {
  return: 'return',
  dishonor: 'dishonor',
  contest: 'contest',
  notify: 'change',
  refuse: 'refusal',
}

/** All of a header but the settlement date and the number, which change from file to file. */
function identityOf(batch: BatchDetail): string {
  const raw = rawHeader(batch)
  return raw.slice(0, 75) + raw.slice(78, 87)
}

/** The header of the original batch, sent by this bank: its number in this file, no settlement date yet. */
function answerHeader(
  answer: AnswerOrder,
  odfi: string,
  batchNumber: number,
): BatchHeaderFields | IatBatchHeaderFields {
  const raw = latin1Bytes(rawHeader(answer.batch))
  const changed = { odfi, batchNumber, settlementDate: '', originatorStatus: '1' }
  const change = answer.answer.act === 'notify' || answer.answer.act === 'refuse'
  if (answer.batch.layout !== 'iat')
    return { ...readRecord(BATCH_HEADER, raw, 0), ...changed, ...(change ? { secCode: 'COR' } : {}) }
  const international = readRecord(IAT_BATCH_HEADER, raw, 0)
  return { ...international, ...changed, ...(change ? { iatIndicator: 'IATCOR', secCode: 'COR' } : {}) }
}

function rawHeader(batch: BatchDetail): string {
  const raw = batch.raw
  invariant(
    typeof raw === 'string' && raw.length === RECORD_LENGTH,
    'the batch keeps its header record of 94 characters',
  )
  return raw
}

function fileHeaderOf(header: AnswerFileHeader) {
  const two = (n: number) => String(n).padStart(2, '0')
  return {
    priorityCode: '01',
    immediateDestination: ` ${header.destination}`,
    immediateOrigin: ` ${header.origin}`,
    fileCreationDate: formatYymmdd(header.createdAt.toPlainDate()),
    fileCreationTime: two(header.createdAt.hour) + two(header.createdAt.minute),
    fileIdModifier: header.modifier,
    recordSize: '094',
    blockingFactor: '10',
    formatCode: '1',
    immediateDestinationName: header.destinationName.slice(0, 23),
    immediateOriginName: header.originName.slice(0, 23),
    referenceCode: (header.reference ?? '').slice(0, 8),
  }
}
