import { invariant } from '../../core/invariant.ts'
import { FrameWriter } from './frame-writer.ts'
import type { X9Framing } from './framing.ts'
import { blankRecord, layoutOf, type X9Addendum, type X9Detail, type X9Record } from './record-types.ts'
import type * as r from './records.ts'
import { Tally } from './tally.ts'
import { recordCountOf, TOTALS_PROFILES, type TotalsProfile, totalsOf } from './totals-profile.ts'

export interface X9WriterOptions {
  readonly framing: X9Framing
  /** In files of lines; `\n` unless told. */
  readonly lineEnd?: '\n' | '\r\n'
  /** In files of lines: whether the last one is ended too, as usual, or left `open`. */
  readonly lastLine?: 'ended' | 'open'
  /** How the receiver wants totals counted; the standard's way unless told. */
  readonly profile?: TotalsProfile
  /** Whether credits are in the totals, for ways of counting that leave it to the indicator; `apart` unless told. */
  readonly credits?: 'apart' | 'included'
}

/** A record to write: what is not given is blank. */
export type Draft<R extends { readonly type: string }> = { readonly type: R['type'] } & Partial<Omit<R, 'type'>>
type Fields<R> = Partial<Omit<R, 'type'>>
type DraftOf<R> = R extends { readonly type: string } ? Draft<R> : never

/** An item to write; a parsed `X9Item` with its images is one. Counts and lengths are set by the writer. */
export interface ItemDraft {
  readonly detail: DraftOf<X9Detail>
  readonly addenda?: readonly DraftOf<X9Addendum>[]
  readonly views?: readonly ViewDraft[]
}

export interface ViewDraft {
  readonly detail?: Fields<r.ImageViewDetail> | undefined
  readonly data?: Fields<r.ImageViewData> | undefined
  readonly analysis?: Fields<r.ImageViewAnalysis> | undefined
  /** The picture as it is. Without it no 52 is written. */
  readonly bytes?: Uint8Array | undefined
}

/** Writes one file, record by record, in order. A record out of order or a value that does not fit is a defect and throws. */
export interface X9Writer {
  fileHeader(fields: Fields<r.FileHeader>): void
  cashLetterHeader(fields: Fields<r.CashLetterHeader>): void
  bundleHeader(fields: Fields<r.BundleHeader>): void
  /** A check, return or credit with its addenda and views. A credit may stand before the first bundle of its cash letter. */
  item(item: ItemDraft): void
  /** Counts and totals are set; fields given here win over them. */
  endBundle(fields?: Fields<r.BundleControl>): void
  endCashLetter(fields?: Fields<r.CashLetterControl>): void
  endFile(fields?: Fields<r.FileControl>): void
  /** Any record exactly as given, such as one that was read; not counted in totals. `image` follows a 52. */
  record(record: X9Record, image?: Uint8Array): void
  /** Hands over the last bytes of a file that was written with `record` alone. `endFile` does it too. */
  finish(): void
}

/** Writes to `out` in blocks; each block is the receiver's to keep. */
export function createX9Writer(options: X9WriterOptions, out: (bytes: Uint8Array) => void): X9Writer {
  const frames = new FrameWriter(options.framing, options.lineEnd ?? '\n', out)
  const lastLine = options.lastLine ?? 'ended'
  const counting = new Counting(options)
  const put = (record: X9Record, image?: Uint8Array) => frames.write(record, image)
  return {
    fileHeader: fields => put(draft({ type: '01', ...fields })),
    cashLetterHeader: fields => {
      counting.open('letter')
      put(draft({ type: '10', ...fields }))
    },
    bundleHeader: fields => {
      counting.open('bundle')
      put(draft({ type: '20', ...fields }))
    },
    item: item => {
      const records = itemRecords(item)
      for (const { record, image } of records) put(record, image)
      counting.count(records.map(({ record }) => record))
    },
    endBundle: fields => put(draft({ type: '70', ...counting.endBundle(), ...fields })),
    endCashLetter: fields => put(draft({ type: '90', ...counting.endLetter(), ...fields })),
    endFile: fields => {
      put(draft({ type: '99', ...counting.endFile(frames.records + 1), ...fields }))
      frames.finish(lastLine)
    },
    record: put,
    finish: () => frames.finish(lastLine),
  }
}

interface Written {
  readonly record: X9Record
  readonly image?: Uint8Array
}

function itemRecords(item: ItemDraft): readonly Written[] {
  const addenda = item.addenda ?? []
  const announced = addenda.filter(addendum => addendum.type !== '68').length
  const hasCount = item.detail.type === '25' || item.detail.type === '31'
  const detail = draft({ ...(hasCount ? { addendumCount: announced } : {}), ...item.detail })
  return [
    { record: detail },
    ...addenda.map(addendum => ({ record: draft(addendum) })),
    ...(item.views ?? []).flatMap(viewRecords),
  ]
}

/** The size in the view detail and the length before the image are those of the image. */
function viewRecords(view: ViewDraft): readonly Written[] {
  const { bytes } = view
  const records: Written[] = []
  const size = view.detail?.imageSize ?? bytes?.length ?? 0
  if (view.detail !== undefined)
    records.push({
      record: draft({ imageIndicator: bytes === undefined ? '0' : '1', ...view.detail, type: '50', imageSize: size }),
    })
  if (bytes !== undefined)
    records.push({ record: draft({ ...view.data, type: '52', imageLength: bytes.length }), image: bytes })
  if (view.analysis !== undefined) records.push({ record: draft({ ...view.analysis, type: '54' }) })
  return records
}

/** Fills a draft up with blanks; lengths of variable fields that are not given are 0 and not blank. */
function draft(fields: DraftOf<X9Record>): X9Record {
  const blank = blankOf(fields.type)
  // The blank record has every field of the type, and the draft only fields of the type.
  return { ...blank, ...LENGTHS[fields.type], ...fields } as X9Record
}

const BLANKS = new Map<string, object>()

function blankOf(type: X9Record['type']): object {
  const known = BLANKS.get(type)
  if (known !== undefined) return known
  const blank = blankRecord(layoutOf(type))
  BLANKS.set(type, blank)
  return blank
}

const LENGTHS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  27: { keyLength: 0 },
  34: { keyLength: 0 },
  52: { keyLength: 0, signatureLength: 0 },
  68: { dataLength: 0 },
}

/** Counts what is written, and says what the controls must hold. */
class Counting {
  readonly #profile: TotalsProfile
  readonly #indicator: string
  readonly #file = new Tally()
  #letter: Tally | undefined
  #bundle: Tally | undefined
  #letters = 0
  #bundles = 0

  constructor(options: X9WriterOptions) {
    this.#profile = options.profile ?? TOTALS_PROFILES[0]
    this.#indicator = options.credits === 'included' ? '1' : '0'
  }

  open(part: 'letter' | 'bundle'): void {
    invariant(this.#bundle === undefined, 'a bundle is open: end it first')
    invariant((this.#letter === undefined) === (part === 'letter'), `a ${part} cannot begin here`)
    if (part === 'letter') this.#letter = new Tally()
    else this.#bundle = new Tally()
  }

  count(records: readonly X9Record[]): void {
    const detail = records[0]
    const isCredit = detail?.type !== '25' && detail?.type !== '31'
    const tally = this.#bundle ?? (isCredit ? this.#letter : undefined)
    invariant(tally !== undefined, 'an item stands outside a bundle')
    const images = records.filter(record => record.type === '52').length
    const amount = BigInt(detail !== undefined && 'amountMinor' in detail ? (detail.amountMinor ?? 0) : 0)
    if (isCredit) countCredit(tally, records.length, images, amount)
    else countItem(tally, records, images, amount)
  }

  endBundle(): Fields<r.BundleControl> {
    const { tally, items, amountMinor, images } = this.#end(this.#bundle)
    this.#bundle = undefined
    this.#bundles += 1
    this.#letter?.add(tally)
    return {
      itemCount: items,
      amountMinor,
      micrValidMinor: Number(tally.micrValidMinor),
      imageCount: images,
      creditTotalIndicator: this.#indicator,
    }
  }

  endLetter(): Fields<r.CashLetterControl> {
    invariant(this.#bundle === undefined, 'a bundle is open: end it first')
    const { tally, items, amountMinor, images } = this.#end(this.#letter)
    const bundleCount = this.#bundles
    this.#letter = undefined
    this.#bundles = 0
    this.#letters += 1
    this.#file.add(tally)
    return { bundleCount, itemCount: items, amountMinor, imageCount: images, creditTotalIndicator: this.#indicator }
  }

  endFile(records: number): Fields<r.FileControl> {
    invariant(this.#letter === undefined, 'a cash letter is open: end it first')
    const { tally, items, amountMinor } = this.#end(this.#file)
    const recordCount = recordCountOf(tally, records, this.#profile)
    return {
      cashLetterCount: this.#letters,
      recordCount,
      itemCount: items,
      amountMinor,
      creditTotalIndicator: this.#indicator,
    }
  }

  #end(tally: Tally | undefined) {
    invariant(tally !== undefined, 'nothing is open that could end')
    const totals = totalsOf(tally, this.#profile, this.#indicator)
    return { tally, items: totals.items, amountMinor: Number(totals.amountMinor), images: totals.images ?? 0 }
  }
}

function countCredit(tally: Tally, records: number, images: number, amount: bigint): void {
  tally.credits += 1
  tally.creditRecords += records
  tally.creditImages += images
  tally.creditMinor += amount
}

function countItem(tally: Tally, records: readonly X9Record[], images: number, amount: bigint): void {
  const detail = records[0]
  tally.detailRecords += records.length
  tally.images += images
  if (images > 0) tally.imagedItems += 1
  if (detail?.type === '31') {
    tally.returns += 1
    tally.returnMinor += amount
    return
  }
  tally.checks += 1
  tally.checkMinor += amount
  if (detail?.type === '25' && detail.micrValid === '1') tally.micrValidMinor += amount
}
