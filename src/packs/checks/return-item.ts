import type { BatchDetail } from '../../core/pack.ts'
import { returnReason } from '../../formats/x9/reasons.ts'
import type { X9Addendum } from '../../formats/x9/record-types.ts'
import type { ReturnAddendumA, ReturnAddendumB, ReturnAddendumC, ReturnAddendumD } from '../../formats/x9/records.ts'
import type { Draft, ItemDraft, ViewDraft } from '../../formats/x9/write.ts'
import type { CheckItem } from './item.ts'

/** One check to send back, with what it came in and its pictures. */
export interface ReturnOrder {
  readonly item: CheckItem
  readonly batch: BatchDetail
  /** A code of the customer list of X9.100-188. */
  readonly reason: string
  /** Our number of the returned item, at most fifteen digits, unique in our business day. It never changes, also when the file is made again. */
  readonly sequence: string
  /** What a person keyed as its amount, where the record holds none. Minor units. */
  readonly keyedMinor?: number | undefined
  /** The image of each view that has one, in the order of the item's records, byte for byte as received. */
  readonly images: readonly Uint8Array[]
}

/** Who returns, and on which of our business days. */
export interface Returner {
  /** Our routing number, nine digits. */
  readonly routing: string
  readonly name: string
  readonly businessDay: Temporal.PlainDate
}

/** Why an order cannot be carried out, as a sentence; undefined when it can. */
export function refuseReturn(order: ReturnOrder): string | undefined {
  const { item, batch, reason, sequence, images } = order
  const refusal = refuseReturnOf(item, batch)
  if (refusal !== undefined) return refusal
  if (returnReason(reason) === undefined) return `There is no return reason ${reason.slice(0, 4)}.`
  if (!item.amountReadable && order.keyedMinor === undefined)
    return 'The amount cannot be read: a person keys it, because a return says how much it asks back.'
  if (!/^\d{1,15}$/.test(sequence)) return 'A returned item needs a number of one to fifteen digits.'
  if (imagesOf(item) !== images.length) return `The item has ${imagesOf(item)} images and ${images.length} were given.`
  if (addendaOf(order, NOBODY).length > ADDENDA_MAX)
    return `The item has more addenda than a return can carry (${ADDENDA_MAX}).`
  return undefined
}

/** Why the item is none that goes back in a cash letter of ours, whatever the code; undefined when it is. */
export function refuseReturnOf(item: CheckItem, batch: BatchDetail): string | undefined {
  if (item.form === 'credit') return 'A deposit credit is not a check: it cannot be returned in a cash letter.'
  if (item.form === 'return') return 'The item is a return already: send it on or adjust it.'
  if (item.role === 'transit') return 'The check is drawn on another bank: only that bank can return it.'
  // Also where its routing number cannot be read: no bank presented it, so none takes it back.
  return batch.deposit === true ? 'The check was deposited here: charge it back to the depositor.' : undefined
}

/**
 * The check as a return: the codeline and amount as they were presented, or the amount as it was keyed where none could be read, the reason, where it was deposited (32), who
 * returns it (33), its image key (34), who endorsed it (35) with this bank as the last, and its pictures unchanged.
 */
export function returnDraft(order: ReturnOrder, returner: Returner): ItemDraft {
  const { item, batch, reason, sequence } = order
  const { detail } = item.source
  return {
    detail: {
      type: '31',
      ...('payorRouting' in detail
        ? { payorRouting: detail.payorRouting, payorCheckDigit: detail.payorCheckDigit }
        : {}),
      onUs: detail.onUs,
      amountMinor: amountOf(order),
      returnReason: reason,
      documentationType: detail.documentationType,
      forwardBundleDate: typeof batch.businessDate === 'string' ? batch.businessDate : '',
      itemSequence: sequence,
      epc: detail.epc,
      ...('archiveType' in detail ? { archiveType: detail.archiveType } : {}),
      timesReturned: '1',
    },
    addenda: addendaOf(order, returner),
    views: viewsOf(order, returner),
  }
}

/** What the return asks back, in minor units. */
export function amountOf({ item, keyedMinor }: Pick<ReturnOrder, 'item' | 'keyedMinor'>): number {
  return item.amountReadable ? item.amountMinor : (keyedMinor ?? 0)
}

/** `20261123`. */
export function compactDate(day: Temporal.PlainDate): string {
  return day.toString().replaceAll('-', '')
}

type ReturnAddendum = Draft<ReturnAddendumA> | Draft<ReturnAddendumB> | Draft<ReturnAddendumC> | Draft<ReturnAddendumD>

/** Two digits count them. */
const ADDENDA_MAX = 99

const NOBODY: Returner = { routing: '', name: '', businessDay: Temporal.PlainDate.from('1970-01-01') }

function addendaOf({ item, reason, sequence }: ReturnOrder, returner: Returner): readonly ReturnAddendum[] {
  const { addenda } = item.source
  const endorsements = ofType(addenda, '28').map(({ type: _, ...fields }) => ({ type: '35' as const, ...fields }))
  const businessDate = compactDate(returner.businessDay)
  return [
    ...ofType(addenda, '26').map(({ type: _, ...fields }) => ({ type: '32' as const, ...fields })),
    {
      type: '33',
      payorBankName: returner.name.slice(0, 18),
      auxOnUs: item.auxOnUs,
      payorItemSequence: sequence,
      payorBusinessDate: businessDate,
    },
    ...ofType(addenda, '27').map(({ type: _, ...fields }) => ({ type: '34' as const, ...fields })),
    ...endorsements,
    {
      type: '35',
      recordNumber: String(endorsements.length + 1).padStart(2, '0'),
      endorsingRouting: returner.routing,
      endorsedOn: businessDate,
      itemSequence: sequence,
      truncationIndicator: 'N',
      returnReason: reason,
      bankIdentifier: PAYOR_BANK,
    },
  ]
}

/** Record 35 column 60. */
const PAYOR_BANK = '3'

function ofType<Type extends X9Addendum['type']>(
  addenda: readonly X9Addendum[],
  type: Type,
): readonly Extract<X9Addendum, { readonly type: Type }>[] {
  return addenda.filter((addendum): addendum is Extract<X9Addendum, { readonly type: Type }> => addendum.type === type)
}

/** The views as they came; what names the bundle and item around an image is that of the return. */
function viewsOf({ item, images, sequence }: ReturnOrder, returner: Returner): readonly ViewDraft[] {
  let next = 0
  return item.source.views.map(({ detail, data, analysis, image }) => {
    if (data === undefined || image === undefined) return { detail, analysis }
    const around = {
      institutionRouting: returner.routing,
      bundleBusinessDate: compactDate(returner.businessDay),
      itemSequence: sequence,
    }
    return { detail, data: { ...data, cycle: '', ...around }, analysis, bytes: images[next++] }
  })
}

function imagesOf(item: CheckItem): number {
  return item.source.views.filter(view => view.data !== undefined && view.image !== undefined).length
}
