import type { Fault } from '../../core/fault.ts'
import type { BatchDetail, IntakeSink, PackSettings } from '../../core/pack.ts'
import { textAt } from '../../formats/nacha/layout.ts'
import type { Answer } from './answer.ts'
import { notifiedTrace } from './answer-entry.ts'
import { type AchItem, parseAchItem } from './item.ts'
import { createAchReader } from './read.ts'
import type { TracedAnswer } from './returns.ts'

/** What an answer file says when it is read back; `problems` is empty when it says what was meant. */
export interface AnswerProof {
  readonly items: number
  readonly problems: readonly string[]
}

/**
 * Reads an answer file with our own reader before it is sent, and holds it against the answers it was made of: every one is
 * there once, with its trace, code, original trace and amount, nothing else is, and the reader faults nothing that would
 * leave a file, batch or item out.
 */
export function proveAnswerFile(
  bytes: Uint8Array,
  answers: readonly TracedAnswer[],
  settings: PackSettings,
): AnswerProof {
  const problems: string[] = []
  const open = new Map(answers.map(answer => [answer.trace, answer]))
  if (open.size !== answers.length) problems.push('a trace number was given twice')
  const batches: BatchDetail[] = []
  let items = 0
  const feed = createAchReader(
    sinkOf({
      batch: detail => batches.push(detail),
      item: (raw, ordinal) => {
        items++
        const problem = compare(raw, batches[ordinal] ?? {}, open)
        if (problem !== undefined) problems.push(problem)
      },
      fault: fault => problems.push(`line ${fault.line ?? '?'}: ${fault.code}`),
      fate: (what, fate) => {
        if (fate === 'quarantine') problems.push(`the ${what} would be quarantined`)
      },
    }),
    settings,
  )
  feed.write(bytes)
  feed.end()
  for (const trace of open.keys()) problems.push(`the answer with trace ${trace} is not in the file`)
  return { items, problems }
}

/** Holds one entry read against the answer with its trace, and takes that answer off the list. */
function compare(raw: Uint8Array, batch: BatchDetail, open: Map<string, TracedAnswer>): string | undefined {
  const item = parseAchItem(raw, batch)
  const answer = open.get(item.reference)
  if (answer === undefined) return `trace ${item.reference} is none of the answers, or stands twice`
  open.delete(item.reference)
  const { act, code } = answer.answer
  const about = parseAchItem(answer.raw, answer.batch)
  if (item.reasonCode !== code) return `trace ${item.reference} has code ${item.reasonCode}, not ${code}`
  const original = originalOf(about, answer.answer)
  if (item.originalTrace !== original) return `trace ${item.reference} names another original`
  const amountMinor = act === 'notify' || act === 'refuse' ? 0 : about.amountMinor
  if (item.amountMinor !== amountMinor) return `trace ${item.reference} has another amount`
  const sender = answer.batch.odfi8
  return textAt(raw, 3, 8) === String(sender).padStart(8, '0')
    ? undefined
    : `trace ${item.reference} goes to another bank`
}

/** The trace number of the entry that an answer names. */
function originalOf(about: AchItem, answer: Answer): string {
  if (answer.act === 'notify') return notifiedTrace(about, answer)
  return about.category === 'forward' ? about.reference : about.originalTrace
}

interface Readings {
  batch(detail: BatchDetail): void
  item(raw: Uint8Array, batch: number): void
  fault(fault: Fault): void
  fate(what: 'batch' | 'file', fate: 'process' | 'quarantine'): void
}

function sinkOf(readings: Readings): IntakeSink {
  return {
    fileHeader: () => undefined,
    batchOpened: batch => readings.batch(batch.detail),
    item: item => readings.item(item.bytes.slice(item.start, item.start + item.size), item.batch),
    batchClosed: closed => readings.fate('batch', closed.fate),
    fault: fault => {
      // An entry without an account number goes back (R04) with its account quoted: blank.
      if (fault.rest !== 'read on' && fault.code !== 'account-blank') readings.fault(fault)
    },
    fileClosed: closed => readings.fate('file', closed.fate),
  }
}
