import { bucketOfText, shardOf } from '../../src/core/bucket.ts'
import { dayNumber } from '../../src/core/calendar/day.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { recordFacts } from '../../src/engine/record-facts.ts'
import type { EntryCategory } from '../../src/formats/nacha/sink.ts'
import { NOC_C01, RETURN_R01 } from '../../src/packs/ach/sample-addenda.ts'
import { type AddendaSample, type EntrySample, OUR_ROUTING, routingOf } from '../../src/packs/ach/sample-entries.ts'
import { achFile } from './ach-files.ts'
import { ask, receiveAndProcess } from './arrivals.ts'

type AnswerCategory = Exclude<EntryCategory, 'forward'>

/** What other banks send us about entries of ours, and of theirs that we returned: one of each category, and nothing wrong with it. */
const ANSWERS: Readonly<Record<AnswerCategory, { readonly addenda: AddendaSample; readonly moneyless?: true }>> = {
  return: { addenda: RETURN_R01 },
  dishonored: { addenda: { kind: '99-dishonored', returnCode: 'R69', originalTrace: '121042880000003' } },
  contested: { addenda: { kind: '99-contested', returnCode: 'R73', originalTrace: '091000010000007' } },
  noc: { addenda: NOC_C01, moneyless: true },
  'refused-noc': {
    ...{ moneyless: true },
    addenda: { kind: '98-refused', refusalCode: 'C61', changeCode: 'C01', originalTrace: '091000010000007' },
  },
}

/** What may be wrong with any of them, by the kind of exception: what it changes. */
const FAULTS: Readonly<
  Record<string, (of: { readonly isNotice: boolean; readonly addenda: AddendaSample }) => Change>
> = {
  'record-fault': () => ({ name: DAMAGED }),
  'sec-code-unknown': () => ({ secCode: 'XYZ' }),
  'transaction-code-unknown': () => ({ transactionCode: 99 }),
  'amount-fault': ({ isNotice }) => (isNotice ? { amountMinor: 45_000 } : { amountText: '00000450O0' }),
  'addenda-fault': () => ({ addendaIndicator: 0 }),
  'trace-fault': () => ({ isTraceless: true }),
  'unknown-return-code': ({ addenda }) => ({ addenda: [{ ...addenda, ...UNKNOWN[addenda.kind] }] }),
  'duplicate-entry': () => ({ isTwice: true }),
  'routing-check-digit': () => ({ routing: '091000018' }),
  'routing-not-ours': () => ({ routing: routingOf(OTHER_BANK) }),
}

type Change = EntrySample & { readonly secCode?: string; readonly isTraceless?: true; readonly isTwice?: true }

/** A code of the category that is in no list; each of those of a contest is. */
const UNKNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '99': { returnCode: 'R99' },
  '99-dishonored': { returnCode: 'R63' },
  '98': { changeCode: 'C15' },
  '98-refused': { refusalCode: 'C60' },
}

const OTHER_BANK = '06100010'
const DAMAGED = 'ROBIN\u0007MILLER'
/** From here on a person looks at a debit of the simulated institution. */
const LARGE_MINOR = 25_000_000
const LARGE = { trace: '091000010000099', settledOn: '2026-11-19' }

/** Receives another bank's answers of every category with every fault there is to them, a large return of what was sent, and a damaged entry for an account that can pay. */
export async function receiveFaultyAnswers(engine: Engine): Promise<void> {
  await recordFacts(engine, [
    {
      shard: shardOf(engine.institution.orgId, bucketOfText(ACCOUNT)),
      ...{ kind: 'originated', key: LARGE.trace, identity: LARGE.settledOn, fromDay: 0, toDay: 40_000 },
      detail: { amountMinor: LARGE_MINOR, settledDay: dayNumber(Temporal.PlainDate.from(LARGE.settledOn)) },
    },
  ])
  const large = entryOf('return', {
    amountMinor: LARGE_MINOR,
    addenda: [{ ...RETURN_R01, originalTrace: LARGE.trace }],
  })
  const [good] = await ask<{ number: string }>(
    engine,
    `select number from account where not internal and status = 'open' and type = 'checking' order by balance_minor desc limit 1`,
  )
  const account = good?.number ?? ACCOUNT
  const damaged = batch('PPD', [{ account, trace: `${OTHER_BANK}0009999`, name: DAMAGED }])
  const batches = Object.keys(FAULTS).flatMap(fault => categories().map(category => batchOf(category, fault)))
  await receiveAndProcess(engine, { bytes: achFile([batch('PPD', [large]), damaged, ...batches]) })
}

function categories(): readonly AnswerCategory[] {
  return Object.keys(ANSWERS) as AnswerCategory[] // as the table has them
}

function batchOf(category: AnswerCategory, fault: string) {
  const { addenda, moneyless } = ANSWERS[category]
  const change = FAULTS[fault]?.({ isNotice: moneyless === true, addenda }) ?? {}
  const { secCode = moneyless ? 'COR' : 'PPD', isTwice, isTraceless, ...columns } = change
  const entry = entryOf(category, columns)
  const traced = isTraceless ? { ...entry, trace: `${entry.trace?.slice(0, 14)}X` } : entry
  return batch(secCode, isTwice ? [traced, traced] : [traced])
}

let numbered = 0
const ACCOUNT = '99887766'

/** Of another amount each time, so that none of them is another one's duplicate. */
function entryOf(category: AnswerCategory, columns: EntrySample): EntrySample {
  numbered++
  const { addenda, moneyless } = ANSWERS[category]
  return {
    ...{ transactionCode: 26, routing: OUR_ROUTING, account: ACCOUNT, amountMinor: moneyless ? 0 : 45_000 + numbered },
    trace: OTHER_BANK + String(numbered).padStart(7, '0'),
    addenda: [addenda],
    ...columns,
  }
}

function batch(secCode: string, entries: readonly EntrySample[]) {
  return { header: { secCode, odfi: OTHER_BANK, effectiveDate: '261120' }, entries }
}
