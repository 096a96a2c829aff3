import type { AnswerHeader, AnswerItem, PackAnswers } from '../../core/pack-answers.ts'
import { fileIdModifier } from '../../formats/file-id-modifier.ts'
import { printedName } from '../../formats/printed-name.ts'
import { type Answer, refuseAnswer } from './answer.ts'
import { contestOf, contests } from './contest.ts'
import { faultedField } from './faulted-field.ts'
import { parseAchItem } from './item.ts'
import { readAgain } from './notice-again.ts'
import { proveAnswerFile } from './prove-answers.ts'
import { type AnswerFileHeader, type TracedAnswer, writeAnswerFile } from './returns.ts'

/** What goes out: returns, dishonors, refusals and notifications of change, in one NACHA file, each entry with a trace number of this bank. */
export const outgoing: PackAnswers = {
  fileEnding: 'ach',
  itemsMax: 10_000,
  images: () => [],
  contests,
  refuse: order =>
    refuseAnswer({ raw: order.raw, batch: order.batch, answer: answerOf({ ...order, correction: carriedBy(order) }) }),
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

/** Whether a dishonor may be contested with a code does not hang on the days that a contest carries. */
function carriedBy({ correction, raw, batch, settledOn }: Ordered): string {
  const isAsked = correction === '' && contests.disputed(raw, batch) !== undefined
  return isAsked ? contests.carries({ returnedOn: settledOn, settledOn }) : correction
}

type Ordered = Pick<AnswerItem, 'raw' | 'batch' | 'code' | 'correction' | 'settledOn'>

/** An entry is returned, a return of what we sent is dishonored, a dishonor of our return contested, a notification of change refused. */
function answerOf({ raw, batch, code, correction, settledOn }: Ordered): Answer {
  const item = parseAchItem(raw, batch)
  const { category } = item
  if (category === 'dishonored') return contestOf({ raw, batch, code, correction, dishonorSettledOn: settledOn })
  if (category === 'refused-noc') {
    const { data: correctedData, repeated } = readAgain(correction)
    return { act: 'notify', code, correctedData, repeated }
  }
  if (correction !== '') return { act: 'notify', code, correctedData: correction }
  if (category === 'return') return { act: 'dishonor', code, returnSettledOn: settledOn }
  if (category === 'noc') return { act: 'refuse', code }
  return { act: 'return', code, ...(code === FIELD_ERROR ? { information: faultedField(item) } : {}) }
}

/** The return whose addenda names the field that cannot be processed. */
const FIELD_ERROR = 'R17'

/** Columns of the names in a file header. */
const NAME_COLUMNS = 23

function fileHeader(header: AnswerHeader): AnswerFileHeader {
  return {
    destination: header.destination.routing,
    destinationName: printedName(header.destination.name, NAME_COLUMNS),
    origin: header.routingNumber,
    originName: printedName(header.institution, NAME_COLUMNS),
    createdAt: header.createdAt,
    modifier: fileIdModifier(header.ordinal),
  }
}
