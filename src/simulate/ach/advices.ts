import { createNachaWriter } from '../../formats/nacha/write.ts'
import { INSTITUTION, OPERATOR } from '../institution.ts'
import type { Plan } from '../plan.ts'
import { CLEAN, type TruthRow } from '../truth.ts'
import { shortDate } from './write-file.ts'

/**
 * On one day in four the operator sends an accounting advice (ADV): entries that tell what it has credited and debited to
 * the bank itself. It goes to no customer and moves nothing, because its money came with the entries that it is about.
 */
export function planAdvices(plan: Plan): void {
  const random = plan.random.split('advices')
  if (!random.percent(25)) return
  const { day } = plan.options
  const entries = Array.from({ length: random.between(4, 16) }, (_, n) => ({
    transactionCode: 81 + (n % 8),
    amountMinor: random.between(100_000_000, 90_000_000_000),
    account: String(random.between(1_000_000, 999_999_999)),
  }))
  const items = entries.map(({ transactionCode, amountMinor, account }, seq): TruthRow => {
    // Of the codes 81 to 88 the odd ones are credits, unlike any others.
    const direction = transactionCode % 2 === 1 ? 'credit' : 'debit'
    const place = { path: PATH, seq, scope: 'item', batch: 0 } as const
    return { ...place, account, direction, amountMinor, moves: 'nothing', ...CLEAN }
  })
  plan.rawFiles.push({
    path: PATH,
    arrival: { source: 'fed-advice', at: day.toPlainDateTime({ hour: 16, minute: 10 }) },
    bytes: { are: 'given', bytes: adviceFile(day, entries) },
    truth: { scope: 'file', ...CLEAN },
    items,
  })
}

const PATH = 'files/ach/fed-advice.ach'

interface Advice {
  readonly transactionCode: number
  readonly amountMinor: number
  readonly account: string
}

function adviceFile(day: Temporal.PlainDate, entries: readonly Advice[]): Uint8Array {
  const chunks: Uint8Array[] = []
  const writer = createNachaWriter(chunk => chunks.push(chunk))
  const [ours] = INSTITUTION.routingNumbers
  const operator = OPERATOR.routing.slice(0, 8)
  writer.fileHeader({
    priorityCode: '01',
    immediateDestination: ` ${ours}`,
    immediateOrigin: ` ${OPERATOR.routing}`,
    fileCreationDate: shortDate(day),
    fileCreationTime: '1610',
    fileIdModifier: 'V',
    recordSize: '094',
    blockingFactor: '10',
    formatCode: '1',
    immediateDestinationName: INSTITUTION.name.toUpperCase(),
    immediateOriginName: OPERATOR.name,
    referenceCode: '',
  })
  writer.batchHeader({
    serviceClass: 280,
    companyName: OPERATOR.name.slice(0, 16).trim(),
    companyDiscretionaryData: '',
    companyId: `1${OPERATOR.routing}`,
    secCode: 'ADV',
    entryDescription: 'ACCT ADVIC',
    descriptiveDate: '',
    effectiveDate: shortDate(day),
    settlementDate: '',
    originatorStatus: '0',
    odfi: operator,
    batchNumber: 1,
  })
  for (const [n, entry] of entries.entries()) {
    writer.entry({
      layout: 'adv',
      category: 'forward',
      ...entry,
      rdfi: ours.slice(0, 8),
      checkDigit: ours.slice(8),
      adviceRouting: ours,
      fileIdentification: 'FED01',
      operatorData: '',
      name: 'CLEARWATER VALLEY',
      discretionaryData: '',
      addendaIndicator: 0,
      operatorRouting: operator,
      julianDay: String(day.dayOfYear).padStart(3, '0'),
      sequence: String(n + 1).padStart(4, '0'),
      addenda: [],
    })
  }
  writer.batchControl()
  writer.fileControl()
  return Uint8Array.from(chunks.flatMap(chunk => [...chunk]))
}
