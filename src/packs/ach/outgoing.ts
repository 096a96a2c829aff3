import { invariant } from '../../core/invariant.ts'
import type { AnswerHeader, AnswerItem, PackAnswers } from '../../core/pack.ts'
import { refuseAnswer } from './answer.ts'
import { proveAnswerFile } from './prove-answers.ts'
import { type AnswerFileHeader, type TracedAnswer, writeAnswerFile } from './returns.ts'

/** Returns that go out by policy: one NACHA file, each entry with a trace number of this bank. */
export const outgoing: PackAnswers = {
  fileEnding: 'ach',
  itemsMax: 10_000,
  images: () => [],
  refuse: ({ raw, batch, code }) => refuseAnswer({ raw, batch, answer: { act: 'return', code } }),
  write: (header, orders) => writeAnswerFile(fileHeader(header), traced(header, orders)),
  prove: (file, header, orders) => proveAnswerFile(file, traced(header, orders), header.settings).problems,
}

function traced(header: AnswerHeader, orders: readonly AnswerItem[]): readonly TracedAnswer[] {
  return orders.map(({ raw, batch, code, number }) => ({
    raw,
    batch,
    answer: { act: 'return', code },
    trace: header.routingNumber.slice(0, 8) + String(number).padStart(7, '0'),
  }))
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
