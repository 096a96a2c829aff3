import { invariant } from '../../core/invariant.ts'
import type { AnswerHeader, AnswerItem, PackAnswers } from '../../core/pack.ts'
import { type Answer, refuseAnswer } from './answer.ts'
import { proveAnswerFile } from './prove-answers.ts'
import { type AnswerFileHeader, type TracedAnswer, writeAnswerFile } from './returns.ts'

/** Returns and notifications of change that go out by policy: one NACHA file, each entry with a trace number of this bank. */
export const outgoing: PackAnswers = {
  fileEnding: 'ach',
  itemsMax: 10_000,
  images: () => [],
  refuse: order => refuseAnswer({ raw: order.raw, batch: order.batch, answer: answerOf(order) }),
  write: (header, orders) => writeAnswerFile(fileHeader(header), traced(header, orders)),
  prove: (file, header, orders) => proveAnswerFile(file, traced(header, orders), header.settings).problems,
}

function traced(header: AnswerHeader, orders: readonly AnswerItem[]): readonly TracedAnswer[] {
  return orders.map(order => ({
    raw: order.raw,
    batch: order.batch,
    answer: answerOf(order),
    trace: header.routingNumber.slice(0, 8) + String(order.number).padStart(7, '0'),
  }))
}

function answerOf({ code, correction }: Pick<AnswerItem, 'code' | 'correction'>): Answer {
  return correction === '' ? { act: 'return', code } : { act: 'notify', code, correctedData: correction }
}

const MODIFIERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

function fileHeader(header: AnswerHeader): AnswerFileHeader {
  const modifier = MODIFIERS[header.ordinal]
  invariant(modifier !== undefined, 'an institution sends at most 36 ACH files a day')
  return {
    destination: header.destination.routing,
    destinationName: header.destination.name,
    origin: header.routingNumber,
    originName: header.institution.toUpperCase(),
    createdAt: header.createdAt,
    modifier,
  }
}
