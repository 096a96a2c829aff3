import type { Fault } from '../../core/fault.ts'
import { isDateNumber } from './check-item.ts'
import { type FaultDetail, X9_FAULTS, type X9FaultCode, x9Fault } from './faults.ts'
import type { Frame } from './frames.ts'
import { TotalsJudge } from './judge-totals.ts'
import { addPart, type JudgedPart, judgePart, Part, type PartCounts } from './part.ts'
import { blankRecord } from './record-types.ts'
import * as r from './records.ts'
import type { FileEnd, X9Place, X9Sink } from './sink.ts'
import { controlStanding, expectedFrom, foundIn, headerStanding } from './standing.ts'
import type { Tally } from './tally.ts'
import type { TotalsProfile } from './totals-profile.ts'

/** Where a part begins or ends: a record, its frame's offsets and its type, -1 at the end of the file. */
export type Spot = Pick<Frame, 'number' | 'offset' | 'nextOffset' | 'type'>

/** The file, and the cash letter and bundle that are open in it: opens, closes and judges them, and keeps their faults. */
export class Envelope {
  readonly file = new Part('file', 0, 1, 0)
  letter: Part | undefined
  bundle: Part | undefined
  letters = 0
  bundles = 0
  control: r.FileControl | undefined
  readonly #sink: X9Sink
  readonly #judge: TotalsJudge
  #hasHeader = false
  #judged: JudgedPart | undefined
  /** False once a control is wrong: then no way of counting explains the file. */
  #isExplained = true
  #controls = 0

  constructor(sink: X9Sink, profile: TotalsProfile | undefined) {
    this.#sink = sink
    this.#judge = new TotalsJudge(profile)
  }

  /** Where what is outside items is counted: the innermost open part. */
  get tally(): Tally {
    return (this.bundle ?? this.letter ?? this.file).tally
  }

  openFile(spot: Spot, header: r.FileHeader | undefined, found: string): void {
    if (this.#hasHeader && header === undefined) return
    if (this.#hasHeader) {
      this.report('file-header-repeated', {
        record: spot.number,
        column: 1,
        field: 'recordType',
        found: '01',
        expected: '10 or 99',
      })
      return
    }
    this.#hasHeader = true
    this.#sink.fileHeader(header ?? blankRecord(r.FILE_HEADER), place(spot, 0, header))
    if (header === undefined) {
      this.report('file-header-missing', { record: spot.number, column: 1, field: 'recordType', found, expected: '01' })
    } else this.#checkDate(spot, header.createdOn, 24, 'createdOn', [header.destinationRouting, header.originRouting])
  }

  openLetter(spot: Spot, header: r.CashLetterHeader | undefined): void {
    this.closeLetter(spot, undefined)
    const ordinal = this.letters++
    this.letter = new Part('cash-letter', ordinal, spot.number, spot.offset)
    this.#sink.cashLetterHeader(header ?? blankRecord(r.CASH_LETTER_HEADER), place(spot, ordinal, header))
    if (header === undefined) this.report('cash-letter-header-missing', typeFault(spot, '10'))
    else this.#checkDate(spot, header.businessDate, 23, 'businessDate', banksOf(header))
  }

  openBundle(spot: Spot, header: r.BundleHeader | undefined): void {
    this.closeBundle(spot, undefined)
    if (this.letter === undefined) this.openLetter(spot, undefined)
    const ordinal = this.bundles++
    this.bundle = new Part('bundle', ordinal, spot.number, spot.offset)
    this.#sink.bundleHeader(header ?? blankRecord(r.BUNDLE_HEADER), place(spot, ordinal, header))
    if (header === undefined) this.report('bundle-header-missing', typeFault(spot, '20'))
    else this.#checkDate(spot, header.businessDate, 23, 'businessDate', banksOf(header))
  }

  /** Ends the bundle that is open: with its control, or without one where another record shows that none comes. */
  closeBundle(spot: Spot, control: r.BundleControl | undefined): void {
    const { bundle, letter } = this
    if (bundle === undefined || letter === undefined) {
      if (control !== undefined) this.#stray('bundle-control-stray', spot, '70')
      return
    }
    const judged = this.#judgePart(bundle, control, spot, 'bundle-control-missing', '70')
    if (control !== undefined) this.#checkMicrTotal(bundle, control, spot)
    this.bundle = undefined
    addPart(letter, bundle, judged)
    this.#sink.bundleEnd({
      ...ended(bundle, judged, control, spot),
      control,
      bundle: bundle.ordinal,
      cashLetter: letter.ordinal,
    })
  }

  closeLetter(spot: Spot, control: r.CashLetterControl | undefined): void {
    this.closeBundle(spot, undefined)
    const { letter } = this
    if (letter === undefined) {
      if (control !== undefined) this.#stray('cash-letter-control-stray', spot, '90')
      return
    }
    const judged = this.#judgePart(letter, control, spot, 'cash-letter-control-missing', '90')
    if (control !== undefined) this.#checkParts(letter, control, spot)
    this.letter = undefined
    addPart(this.file, letter, judged)
    const cashLetter = letter.ordinal
    this.#sink.cashLetterEnd({ ...ended(letter, judged, control, spot), control, cashLetter, bundles: letter.parts })
  }

  closeFile(spot: Spot, control: r.FileControl): void {
    this.closeLetter(spot, undefined)
    this.control = control
    this.#judged = this.#judgePart(this.file, control, spot, 'file-control-missing', '99')
    this.#checkParts(this.file, control, spot)
  }

  /** Ends everything; called once. `spot` is the end of the file. */
  end(spot: Spot, of: Pick<FileEnd, 'framing' | 'lineEnd' | 'lastLine' | 'items' | 'records'>): void {
    if (this.control === undefined) this.#endWithoutControl(spot, of.framing !== undefined)
    else this.closeLetter(spot, undefined)
    // Computed again at the end: what came behind the file control came too.
    const judged = { declared: this.#judged?.declared, computed: this.#judge.compute(this.file.tally) }
    const profiles = this.#isExplained && this.#controls > 0 ? this.#judge.profiles.map(profile => profile.name) : []
    this.#sink.fileEnd({
      ...ended(this.file, judged, this.control, spot),
      ...of,
      control: this.control,
      cashLetters: this.letters,
      bundles: this.bundles,
      profiles,
    })
  }

  /** Builds a fault, tells it to the sink, and leaves out what it costs. */
  report(code: X9FaultCode, detail: FaultDetail): Fault {
    const fault = x9Fault(code, { ...this.#whereOpen(code), ...detail })
    const part = fault.scope === 'file' ? this.file : (this.bundle ?? this.letter ?? this.file)
    if (fault.scope !== 'item') part.remember(fault)
    if (fault.rest === 'file left out') this.file.fate = 'quarantine'
    if (fault.rest === 'batch left out') this.#quarantineOpen(fault)
    this.#sink.fault(fault)
    return fault
  }

  /** A bundle is said by its ordinal; a cash letter has no place in a fault, so the message says which. */
  #whereOpen(code: X9FaultCode): Pick<FaultDetail, 'batch' | 'where'> {
    if (this.bundle !== undefined) return { batch: this.bundle.ordinal }
    const isOfLetter = this.letter !== undefined && X9_FAULTS[code].scope === 'batch'
    return isOfLetter ? { where: `Cash letter ${this.letters}` } : {}
  }

  #quarantineOpen(fault: Fault): void {
    // A file fault that leaves a batch out, such as a cut-off file, ends the whole cash letter: it will have no control.
    const part = fault.scope === 'file' ? (this.letter ?? this.file) : (this.bundle ?? this.letter ?? this.file)
    part.fate = 'quarantine'
    if (fault.scope === 'file' && this.bundle !== undefined) this.bundle.fate = 'quarantine'
  }

  #judgePart(
    part: Part,
    control: r.BundleControl | r.CashLetterControl | r.FileControl | undefined,
    spot: Spot,
    missing: X9FaultCode,
    type: string,
  ): JudgedPart {
    if (control === undefined) {
      this.#isExplained = false
      this.report(missing, typeFault(spot, type))
      return { declared: undefined, computed: this.#judge.compute(part.tally) }
    }
    const counts: PartCounts = { records: spot.number, recordNumber: spot.number }
    this.#controls += 1
    return judgePart(part, control, this.#judge, counts, (code, detail) => {
      this.#isExplained = false
      this.report(code, detail)
    })
  }

  #checkParts(part: Part, control: r.CashLetterControl | r.FileControl, spot: Spot): void {
    const isFile = control.type === '99'
    const declared = isFile ? control.cashLetterCount : control.bundleCount
    if (declared === undefined || declared === part.parts) return
    this.report(isFile ? 'file-cash-letters' : 'cash-letter-bundles', {
      record: spot.number,
      column: 3,
      field: isFile ? 'cashLetterCount' : 'bundleCount',
      ...foundIn(String(declared), 'digits', controlStanding(control)),
      expected: String(part.parts),
    })
  }

  /** Many senders leave this total empty, so zero says nothing. */
  #checkMicrTotal(bundle: Part, control: r.BundleControl, spot: Spot): void {
    const declared = BigInt(control.micrValidMinor ?? 0)
    const came = bundle.tally.micrValidMinor
    if (declared === 0n || declared === came) return
    const detail = {
      record: spot.number,
      column: 19,
      field: 'micrValidMinor',
      ...foundIn(String(declared), 'digits', controlStanding(control)),
      expected: String(came),
    }
    this.report('bundle-micr-amount', expectedFrom(bundle.tally.sums, detail))
  }

  #checkDate(spot: Spot, value: string, column: number, field: string, banks: readonly string[]): void {
    if (value === '' || (/^\d{8}$/.test(value) && isDateNumber(Number(value)))) return
    const scope = field === 'createdOn' ? 'file' : 'batch'
    const found = foundIn(value.padEnd(8), 'digits', headerStanding(...banks))
    this.report('date', { record: spot.number, column, field, ...found, expected: 'YYYYMMDD', scope })
  }

  #stray(code: X9FaultCode, spot: Spot, found: string): void {
    const expected = found === '70' ? 'a bundle header (20) before it' : 'a cash letter header (10) before it'
    this.report(code, { record: spot.number, column: 1, field: 'recordType', found, expected })
  }

  /** Cash letters that have their own control stand without the file's; a file with none of them proves nothing. */
  #endWithoutControl(spot: Spot, isCashLetter: boolean): void {
    this.closeLetter(spot, undefined)
    if (!isCashLetter) return
    this.#isExplained = false
    const rest = this.letters === 0 ? { rest: 'file left out' as const } : {}
    this.report('file-control-missing', { ...typeFault(spot, '99'), ...rest })
  }
}

/** Another record should stand here. */
function typeFault({ number, type }: Spot, expected: string): FaultDetail {
  const found = type < 0 ? 'the end of the file' : String(type).padStart(2, '0')
  return { record: number, column: 1, field: 'recordType', found, expected }
}

function place(spot: Spot, ordinal: number, header: unknown): X9Place {
  return { ordinal, record: spot.number, offset: spot.offset, implied: header === undefined }
}

/** A part with its control ends after that record, one without before the record that showed it. */
function ended(part: Part, judged: JudgedPart, control: unknown, spot: Spot) {
  const { tally, faults, fate, record, offset } = part
  const end = control === undefined ? spot.offset : spot.nextOffset
  const length = Math.max(0, end - offset)
  return { ...judged, tally, partsGapMinor: part.gap.amountMinor, faults, fate, record, offset, length }
}

function banksOf(header: r.CashLetterHeader | r.BundleHeader): readonly string[] {
  return [header.destinationRouting, header.institutionRouting]
}
