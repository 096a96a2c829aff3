import { createX9Writer } from '../../formats/x9/write.ts'
import { longDate } from '../checks/drafts.ts'
import { INSTITUTION, OTHER_BANKS } from '../institution.ts'
import { nearMiss, quarantined } from '../truth.ts'
import { bundleOf, checkCompanions, extraLetter } from './check-placing.ts'
import type { Planting } from './planting.ts'

/** Bundles and letters that cannot be read, or whose totals do not agree. */

export function bundleOutOfBalance(p: Planting): void {
  const field = p.n % 2 === 0 ? 'amountMinor' : 'itemCount'
  const fault = { in: 'control', field, add: field === 'itemCount' ? 1 : p.random.between(1, 99) } as const
  besideRight(p, bundleOf(p, checkCompanions(p, 2), { fault, label: quarantined(p.kind) }))
}

/** Two checks of one amount, which looks like one counted twice. */
export function bundleOddButBalanced(p: Planting): void {
  const [first, second] = checkCompanions(p, 2)
  const twins = [first!, { ...second!, check: { ...second!.check, amountMinor: first!.check.amountMinor } }]
  besideRight(p, bundleOf(p, twins, { label: nearMiss(p.kind) }))
}

/** The control's count is no number, so it proves nothing. */
export function malformedBundle(p: Planting): void {
  const fault = { in: 'control', field: 'unreadable', text: ['00X2', '    ', '2 OF'][p.n % 3]! } as const
  besideRight(p, bundleOf(p, checkCompanions(p, 2), { fault, label: quarantined(p.kind) }))
}

/** One check in a bundle, and bundles of different sizes: all agree. */
export function smallestBundle(p: Planting): void {
  besideRight(p, bundleOf(p, checkCompanions(p, 1), { label: nearMiss(p.kind) }))
}

function besideRight(p: Planting, bundle: ReturnType<typeof bundleOf>): void {
  extraLetter(p, { bundles: [bundleOf(p, checkCompanions(p, 1)), bundle] })
}

export function letterOutOfBalance(p: Planting): void {
  const part = p.n % 2 === 0 ? 'letter' : 'file'
  const field = p.n % 4 < 2 ? 'amountMinor' : 'itemCount'
  const fault = { in: part, field, add: field === 'itemCount' ? 1 : 100 } as const
  extraLetter(p, { bundles: [bundleOf(p, checkCompanions(p, 2))], fault, label: quarantined(p.kind) })
}

/** Two bundles of the same count and amount: the letter's total is twice the bundle's. */
export function letterOddButBalanced(p: Planting): void {
  const first = checkCompanions(p, 1)
  const second = checkCompanions(p, 1).map(({ check, label }) => ({
    check: { ...check, amountMinor: first[0]!.check.amountMinor },
    label,
  }))
  extraLetter(p, { bundles: [bundleOf(p, first), bundleOf(p, second)], label: nearMiss(p.kind) })
}

/** The same bundle in a second letter. */
export function duplicateBundle(p: Planting): void {
  const bundle = bundleOf(p, checkCompanions(p, 2))
  const sender = OTHER_BANKS[p.n % OTHER_BANKS.length]!
  extraLetter(p, { sender, bundles: [bundle] })
  laterLetter(p, { sender, bundles: [bundleOf(p, checkCompanions(p, 1)), { ...bundle, label: quarantined(p.kind) }] })
}

/** A second bundle of the same accounts and amounts: the next checks of the same people. */
export function bundleAlikeButAnother(p: Planting): void {
  const checks = checkCompanions(p, 2)
  extraLetter(p, { bundles: [bundleOf(p, checks)] })
  const next = checks.map(({ check, label }) => ({ check: { ...check, serial: check.serial + 1 }, label }))
  laterLetter(p, { bundles: [bundleOf(p, next, { label: nearMiss(p.kind) })] })
}

function laterLetter(p: Planting, spec: Parameters<typeof extraLetter>[1]): void {
  extraLetter(p, {
    ...spec,
    arrival: { source: 'icl-small', at: p.day.toPlainDateTime({ hour: 16, minute: 52, second: 10 + (p.n % 50) }) },
  })
}

/** A file header, and then nothing that is a record. */
export function malformedLetter(p: Planting): void {
  const pieces: Uint8Array[] = []
  const framing = (['length-ebcdic', 'length-ascii'] as const)[p.n % 2]!
  const writer = createX9Writer({ framing }, bytes => pieces.push(bytes.slice()))
  const createdOn = longDate(p.day)
  writer.fileHeader({
    standardLevel: '03',
    testIndicator: 'P',
    destinationRouting: INSTITUTION.routingNumbers[0],
    originRouting: OTHER_BANKS[0]!.routing,
    createdOn,
    // Each breaks off in its own minute: the same bytes twice would be a duplicate file.
    createdAt: String(1_000 + p.n),
    resendIndicator: 'N',
    fileIdModifier: 'A',
  })
  writer.finish()
  const header = pieces[0]!
  const noise = Uint8Array.from({ length: 300 + p.random.below(300) }, () => p.random.below(256))
  const bytes = p.n % 3 === 2 ? header.slice(0, 41) : new Uint8Array([...header, 0xff, 0xff, 0xff, 0x7f, ...noise])
  p.plan.rawFiles.push({
    path: `files/icl/icl-small-${p.mark()}.icl`,
    arrival: {
      source: 'icl-small',
      at: p.day.toPlainDateTime({ hour: 15, minute: p.random.below(60), second: p.random.below(60) }),
    },
    bytes: { are: 'given', bytes },
    truth: { scope: 'file', ...quarantined(p.kind) },
  })
}

/** Lines that end in CR LF, which few letters have. */
export function letterOddlyFramed(p: Planting): void {
  const lineEnd =
    p.n % 2 === 0 ? ({ framing: 'newline-ascii', lineEnd: '\r\n' } as const) : ({ framing: 'length-ascii' } as const)
  extraLetter(p, { ...lineEnd, bundles: [bundleOf(p, checkCompanions(p, 2))], label: nearMiss(p.kind) })
}
