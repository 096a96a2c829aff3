import { createX9Writer, type ItemDraft, type X9Writer } from '../../formats/x9/write.ts'
import type { DayFile } from '../day-writer.ts'
import { INSTITUTION } from '../institution.ts'
import type { Label, Moves, TruthFile, TruthRow } from '../truth.ts'
import { bundleNumber, checkDraft, creditDraft, longDate } from './drafts.ts'
import type { DrawnImages } from './images.ts'
import type { Bundle, Deposit, LabelledCheck, Letter, SimCheck } from './model.ts'

/** What writing a letter needs beside the letter. */
export interface LetterSources {
  /** A bundle's ordinary checks and its planted ones, in order. Whose deposit it is, where that is left open. */
  readonly checksOf: (letter: Letter, bundle: Bundle) => readonly LabelledCheck[]
  readonly depositorOf: (bundle: Bundle, deposit: Deposit) => string
  readonly images: DrawnImages
  readonly truth: TruthFile
}

/** Writes one planned cash letter, and the truth of each item: a deposit's credit first, then its checks. */
export function writeLetter(letter: Letter, sources: LetterSources, out: DayFile): void {
  const options = {
    framing: letter.framing,
    ...(letter.lineEnd === undefined ? {} : { lineEnd: letter.lineEnd }),
  } as const
  const writer = createX9Writer(options, bytes => out.write(bytes))
  const told: Told = {
    letter,
    truth: sources.truth,
    seq: 0,
    minor: 0,
    debitMinor: 0,
    count: 0,
    addedCount: 0,
    addedMinor: 0,
  }
  putHeaders(writer, letter)
  const bundles = letter.bundles.filter(bundle => bundle.ordinary > 0 || bundle.planted.length > 0)
  for (const [ordinal, bundle] of bundles.entries()) writeBundle(writer, bundle, ordinal, sources, told)
  endLetter(writer, letter, told)
  out.close()
  if (letter.label !== undefined && !letter.isHistory)
    tell(told, { ...WHOLE, scope: 'file', amountMinor: told.minor, ...letter.label })
}

/** Where truth stands in the letter being written. */
interface Told {
  readonly letter: Letter
  readonly truth: TruthFile
  seq: number
  /** All items' amounts. */
  minor: number
  /** Checks and returns only: what the controls add up. */
  debitMinor: number
  count: number
  /** What bundle controls claim beyond their items. */
  addedCount: number
  addedMinor: number
}

const WHOLE = { seq: undefined, batch: undefined, account: '', direction: undefined, moves: 'nothing' } as const

function tell(told: Told, row: Omit<TruthRow, 'path'>): void {
  if (!told.letter.isHistory) told.truth.add({ path: told.letter.path, ...row })
}

function putHeaders(writer: X9Writer, letter: Letter): void {
  const created = {
    createdOn: longDate(letter.arrival.at.toPlainDate()),
    createdAt: letter.arrival.at.toPlainTime().toString().slice(0, 5).replace(':', ''),
  }
  const parties = { destinationRouting: INSTITUTION.routingNumbers[0] }
  writer.fileHeader({
    standardLevel: '03',
    testIndicator: 'P',
    ...parties,
    originRouting: letter.sender.routing,
    ...created,
    resendIndicator: 'N',
    destinationName: 'CLEARWATER VALLEY',
    originName: letter.sender.name.slice(0, 18),
    fileIdModifier: 'A',
  })
  writer.cashLetterHeader({
    collectionType: letter.sort === 'return' ? '03' : '01',
    ...parties,
    institutionRouting: letter.sender.routing,
    businessDate: created.createdOn,
    ...created,
    recordTypeIndicator: letter.images === 'included' ? 'I' : 'E',
    documentationType: letter.images === 'included' ? 'G' : 'A',
    cashLetterId: bundleNumber(letter.path, 99_999_999).padStart(8, '0'),
    contactName: 'OPERATIONS',
    contactPhone: '3035550100',
  })
}

function writeBundle(writer: X9Writer, bundle: Bundle, ordinal: number, sources: LetterSources, told: Told): void {
  const { letter } = told
  const checks = sources.checksOf(letter, bundle)
  const before = { minor: told.minor, debitMinor: told.debitMinor, count: told.count }
  writer.bundleHeader({
    collectionType: letter.sort === 'return' ? '03' : '01',
    destinationRouting: INSTITUTION.routingNumbers[0],
    institutionRouting: letter.sender.routing,
    businessDate: longDate(letter.arrival.at.toPlainDate()),
    createdOn: longDate(letter.arrival.at.toPlainDate()),
    bundleId: bundleNumber(bundle.streamLabel, 999_999_999),
    bundleSequence: bundleNumber(bundle.streamLabel, 9_999).padStart(4, '0'),
    cycle: '01',
  })
  if (bundle.deposit !== undefined) putDeposit(writer, bundle, bundle.deposit, { ordinal, checks, sources, told })
  checks.forEach((labelled, index) => {
    writer.item(checkDraft(letter, bundle, labelled.check, { index, images: sources.images }))
    told.count += 1
    told.debitMinor += labelled.check.amountMinor
    tellCheck(told, bundle, ordinal, labelled)
  })
  writer.endBundle(bundleControl(bundle, told, before))
  if (bundle.label !== undefined)
    tell(told, { ...WHOLE, batch: ordinal, scope: 'batch', amountMinor: told.minor - before.minor, ...bundle.label })
}

interface DepositPlace {
  readonly ordinal: number
  readonly checks: readonly LabelledCheck[]
  readonly sources: LetterSources
  readonly told: Told
}

function putDeposit(
  writer: X9Writer,
  bundle: Bundle,
  deposit: Deposit,
  { ordinal, checks, sources, told }: DepositPlace,
): void {
  const account = deposit.account === '' ? sources.depositorOf(bundle, deposit) : deposit.account
  const amountMinor = deposit.amountMinor ?? checks.reduce((sum, { check }) => sum + check.amountMinor, 0)
  const draft: ItemDraft = creditDraft(bundle, { account, amountMinor, record: deposit.record })
  writer.item(draft)
  told.minor += amountMinor
  const place = { seq: told.seq++, scope: 'item', batch: ordinal } as const
  tell(told, {
    ...place,
    account,
    direction: 'credit',
    amountMinor,
    moves: 'account',
    ...(heldLabel(bundle, told.letter) ?? deposit.label),
  })
}

function tellCheck(told: Told, bundle: Bundle, ordinal: number, { check, label, account }: LabelledCheck): void {
  told.minor += check.amountMinor
  tell(told, {
    seq: told.seq++,
    scope: 'item',
    batch: ordinal,
    account: account ?? check.account,
    direction: 'debit',
    amountMinor: check.amountMinor,
    moves: movesOf(told.letter, check),
    ...(heldLabel(bundle, told.letter) ?? label),
  })
}

/** What comes back moves what we sent; what was deposited here and is drawn on another bank only passes through. */
function movesOf(letter: Letter, check: SimCheck): Moves {
  if (check.form === 'return') return 'originations'
  const isOurs = INSTITUTION.routingNumbers.some(routing => routing === check.routing)
  return letter.sort === 'deposit' && !isOurs ? 'nothing' : 'account'
}

const HELD: Label = { outcome: 'quarantine', kind: '', near: '' }

function heldLabel(bundle: Bundle, letter: Letter): Label | undefined {
  return bundle.label?.outcome === 'quarantine' || letter.label?.outcome === 'quarantine' ? HELD : undefined
}

/** The control's fields where they differ from what the writer counts. Added-up faults are carried on into the letter's totals. */
function bundleControl(bundle: Bundle, told: Told, before: { debitMinor: number; count: number }) {
  const { fault } = bundle
  if (fault === undefined) return {}
  if (fault.field === 'unreadable') return { itemCount: undefined, odd: { itemCount: fault.text } }
  if (fault.field === 'itemCount') {
    told.addedCount += fault.add
    return { itemCount: told.count - before.count + fault.add }
  }
  told.addedMinor += fault.add
  return { amountMinor: told.debitMinor - before.debitMinor + fault.add }
}

/** The sender adds up what its bundles say, so a bundle's fault goes on into the totals above it. */
function endLetter(writer: X9Writer, letter: Letter, told: Told): void {
  const sums = { itemCount: told.count + told.addedCount, amountMinor: told.debitMinor + told.addedMinor }
  const isCarried = told.addedCount !== 0 || told.addedMinor !== 0
  const at = (part: 'letter' | 'file') => {
    const { fault } = letter
    if (fault?.in === part) return { ...(isCarried ? sums : {}), [fault.field]: sums[fault.field] + fault.add }
    return isCarried ? sums : {}
  }
  writer.endCashLetter({ institutionName: letter.sender.name.slice(0, 18), ...at('letter') })
  writer.endFile(at('file'))
}
