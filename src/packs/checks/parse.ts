import { isRoutingNumber } from '../../core/aba.ts'
import type { BatchDetail, PackSettings } from '../../core/pack.ts'
import { parseItem, type X9Item, type X9View } from '../../formats/x9/parse-item.ts'
import { blankRecord } from '../../formats/x9/record-types.ts'
import { CHECK_DETAIL } from '../../formats/x9/records.ts'
import { auxOnUsOf, type Codeline, codelineOf, formOf } from './codeline.ts'
import type { CheckForm, CheckItem, CheckRole } from './item.ts'
import { readRaw } from './raw-item.ts'
import { stored } from './stored.ts'

/**
 * Reads one item's bytes (`raw-item.ts`). Total: bytes that are no item give a check of which nothing can be read, and the
 * checks say so.
 */
export function parseCheck(raw: Uint8Array, batch: BatchDetail, settings: PackSettings): CheckItem {
  const { offset, records } = readRaw(raw)
  const item = parseItem(records) ?? NO_ITEM
  const { detail } = item
  const form = formOf(detail)
  const codeline = codelineOf(detail, auxOnUsOf(item))
  const amountMinor = amountOf(detail)
  const routingOurs = settings.routingNumbers.includes(codeline.routing)
  const role = roleOf(form, codeline, routingOurs, batch)
  return {
    form,
    role,
    accountElsewhere: role === 'transit' || role === 'returned',
    direction: form === 'credit' ? 'credit' : 'debit',
    ...codeline,
    routingOurs,
    reference: codeline.serial === '' ? stored(detail.itemSequence) : codeline.serial,
    amountMinor: amountMinor ?? 0,
    amountReadable: amountMinor !== undefined,
    itemSequence: stored(detail.itemSequence),
    documentationType: stored(detail.documentationType),
    returnReason: 'returnReason' in detail ? stored(detail.returnReason) : '',
    depositOf: form === 'credit' && typeof batch.checks === 'string' ? batch.checks : '',
    imageViews: item.views.length,
    front: form === 'credit' ? undefined : frontOf(item.views, offset),
    source: item,
  }
}

/** Bytes that are no item: nothing of it can be read. */
export const NO_ITEM: X9Item = { kind: 'check', detail: blankRecord(CHECK_DETAIL), addenda: [], views: [] }

/**
 * Digits in every column, or no amount: the first pass counts a field with anything else in it as nothing, and an item must
 * be worth the same in both passes.
 */
function amountOf(detail: X9Item['detail']): number | undefined {
  return detail.odd?.amountMinor === undefined ? detail.amountMinor : undefined
}

function roleOf(form: CheckForm, { routing }: Codeline, routingOurs: boolean, batch: BatchDetail): CheckRole {
  if (form === 'credit') return 'deposit'
  if (form === 'return') return 'returned'
  return !routingOurs && batch.deposit === true && isRoutingNumber(routing) ? 'transit' : 'on-us'
}

/** The front as its view says, else the first image: some senders do not say sides. */
function frontOf(views: readonly X9View[], offset: number): CheckItem['front'] {
  const imaged = views.filter(view => view.image !== undefined && view.image.length > 0)
  const front = imaged.find(view => view.side === 'front') ?? imaged.find(view => view.side === 'unknown')
  if (front?.image === undefined) return { offset, length: 0 }
  return { offset: offset + front.image.offset, length: front.image.length }
}
