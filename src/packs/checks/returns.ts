import { invariant } from '../../core/invariant.ts'
import { createX9Writer, type X9Writer } from '../../formats/x9/write.ts'
import { compactDate, type Returner, type ReturnOrder, refuseReturn, returnDraft } from './return-item.ts'

/** Who a return file is from and to, and what tells it from others of the day. */
export interface ReturnFileHeader extends Returner {
  /** Where returns go: the Reserve Bank or the correspondent. */
  readonly destination: { readonly routing: string; readonly name: string }
  /** Local date and time of making the file. */
  readonly createdAt: Temporal.PlainDateTime
  /** A to Z, then 0 to 9: the file's place among those of the day. */
  readonly modifier: string
  /** Up to eight characters, unique in our business day. */
  readonly cashLetterId: string
  readonly use: 'production' | 'test'
}

/** Writes one file of returns, item by item, so that only one item's pictures are in memory. */
export interface ReturnFileWriter {
  /** Adds one return. A defect when `refuseReturn` refuses it. */
  add(order: ReturnOrder): void
  /** Ends the file and hands over its last bytes. At least one return was added. */
  end(): void
}

/** Items of one bundle: enough for a day's returns of a branch, few enough for a person who looks for a difference. */
const BUNDLE_ITEMS_MAX = 300

/** Writes to `out` in blocks; each block is the receiver's to keep. */
export function createReturnFileWriter(header: ReturnFileHeader, out: (bytes: Uint8Array) => void): ReturnFileWriter {
  const file = new ReturnFile(header, out)
  return { add: order => file.add(order), end: () => file.end() }
}

class ReturnFile {
  readonly #header: ReturnFileHeader
  readonly #writer: X9Writer
  #bundles = 0
  #bundleItems = 0

  constructor(header: ReturnFileHeader, out: (bytes: Uint8Array) => void) {
    this.#header = header
    this.#writer = createX9Writer({ framing: 'length-ebcdic' }, out)
    this.#writer.fileHeader(fileHeaderOf(header))
    this.#writer.cashLetterHeader({
      ...this.#envelope(),
      createdAt: timeOf(header.createdAt),
      recordTypeIndicator: 'I',
      documentationType: 'G',
      cashLetterId: header.cashLetterId,
      returnsIndicator: CUSTOMER_RETURNS,
    })
  }

  add(order: ReturnOrder): void {
    const refusal = refuseReturn(order)
    invariant(refusal === undefined, `a return that may not go out was to be written: ${refusal}`)
    if (this.#bundleItems === BUNDLE_ITEMS_MAX) this.#closeBundle()
    if (this.#bundleItems === 0) this.#openBundle()
    this.#writer.item(returnDraft(order, this.#header))
    this.#bundleItems += 1
  }

  end(): void {
    invariant(this.#bundleItems > 0, 'a return file holds at least one return')
    this.#closeBundle()
    const { businessDay, name } = this.#header
    this.#writer.endCashLetter({ settlesOn: compactDate(businessDay), institutionName: name.slice(0, 18) })
    this.#writer.endFile()
  }

  #openBundle(): void {
    this.#bundles += 1
    const bundle = String(this.#bundles)
    this.#writer.bundleHeader({ ...this.#envelope(), bundleId: bundle, bundleSequence: bundle.padStart(4, '0') })
  }

  #closeBundle(): void {
    this.#writer.endBundle()
    this.#bundleItems = 0
  }

  #envelope() {
    const { destination, routing, businessDay, createdAt } = this.#header
    return {
      collectionType: RETURNS,
      destinationRouting: destination.routing,
      institutionRouting: routing,
      businessDate: compactDate(businessDay),
      createdOn: compactDate(createdAt.toPlainDate()),
    }
  }
}

/** Collection type of cash letter and bundle headers. */
const RETURNS = '03'
/** Returns indicator of the cash letter header: its reasons are those of the customer list. Every reason we give is in it. */
const CUSTOMER_RETURNS = 'R'

function fileHeaderOf(header: ReturnFileHeader) {
  return {
    standardLevel: '35', // X9.100-187-2013
    testIndicator: header.use === 'production' ? 'P' : 'T',
    destinationRouting: header.destination.routing,
    originRouting: header.routing,
    createdOn: compactDate(header.createdAt.toPlainDate()),
    createdAt: timeOf(header.createdAt),
    resendIndicator: 'N',
    destinationName: header.destination.name.slice(0, 18),
    originName: header.name.slice(0, 18),
    fileIdModifier: header.modifier,
    countryCode: 'US',
  }
}

/** `0930`. */
function timeOf(at: Temporal.PlainDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' }).replace(':', '')
}
