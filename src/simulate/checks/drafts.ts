import type { ItemDraft, ViewDraft } from '../../formats/x9/write.ts'
import { INSTITUTION } from '../institution.ts'
import type { DrawnImages } from './images.ts'
import type { Bundle, Letter, SimCheck } from './model.ts'

/** Planned checks and deposits as the records of a cash letter. */

interface CheckPlace {
  /** 0-based in the bundle. */
  readonly index: number
  readonly images: DrawnImages
}

export function checkDraft(letter: Letter, bundle: Bundle, check: SimCheck, { index, images }: CheckPlace): ItemDraft {
  const itemSequence = sequenceOf(bundle, index)
  if (check.form === 'return') return returnDraft(letter, check, itemSequence)
  const isPersonal = check.style === 'personal'
  const drawn = images.of(letter, bundle, check, index)
  const detail = {
    type: '25',
    auxOnUs: check.auxOnUs ?? (isPersonal ? '' : String(check.serial)),
    payorRouting: check.payorRouting ?? check.routing.slice(0, 8),
    payorCheckDigit: check.routing.slice(8),
    onUs: check.onUs ?? (isPersonal ? `${check.account}/${check.serial}` : `${check.account}/`),
    amountMinor: check.amountMinor,
    itemSequence,
    documentationType: check.documentationType ?? (letter.images === 'included' ? 'G' : 'A'),
    micrValid: '1',
    bofdIndicator: 'N',
  } as const
  const endorsement = {
    type: '28',
    recordNumber: '01',
    endorsingRouting: letter.sender.routing,
    endorsedOn: longDate(letter.arrival.at.toPlainDate()),
    itemSequence,
    truncationIndicator: 'Y',
  } as const
  const addenda = letter.sort === 'forward' && index % 2 === 0 ? [endorsement] : []
  return { detail, addenda, ...(drawn === undefined ? {} : { views: viewsOf(letter, itemSequence, drawn) }) }
}

function viewsOf(
  letter: Letter,
  itemSequence: string,
  drawn: { readonly front: Uint8Array; readonly back: Uint8Array },
): readonly ViewDraft[] {
  const on = longDate(letter.arrival.at.toPlainDate())
  return (['0', '1'] as const).map(viewSide => ({
    detail: {
      creatorRouting: letter.sender.routing,
      createdOn: on,
      viewFormat: '00',
      compression: '00',
      viewSide,
      viewDescriptor: '00',
      signatureIndicator: '0',
    },
    data: {
      institutionRouting: letter.sender.routing,
      bundleBusinessDate: on,
      cycle: '01',
      itemSequence,
      clippingOrigin: '0',
    },
    bytes: viewSide === '0' ? drawn.front : drawn.back,
  }))
}

function returnDraft(letter: Letter, check: SimCheck, itemSequence: string): ItemDraft {
  const on = longDate(letter.arrival.at.toPlainDate())
  const detail = {
    type: '31',
    payorRouting: check.payorRouting ?? check.routing.slice(0, 8),
    payorCheckDigit: check.routing.slice(8),
    onUs: check.onUs ?? `${check.account}/${check.serial}`,
    amountMinor: check.amountMinor,
    returnReason: check.returnReason ?? 'A',
    documentationType: 'A',
    forwardBundleDate: check.presentedOn === undefined ? on : longDate(check.presentedOn),
    itemSequence,
    timesReturned: '1',
  } as const
  const bank = {
    type: '35',
    recordNumber: '01',
    endorsingRouting: letter.sender.routing,
    endorsedOn: on,
    itemSequence,
  } as const
  return { detail, addenda: [bank] }
}

export interface Credit {
  readonly account: string
  readonly amountMinor: number
  readonly record: '61' | '62'
}

/** The deposit's credit: posted by its on-us field to the depositor. */
export function creditDraft(bundle: Bundle, { account, amountMinor, record }: Credit): ItemDraft {
  const shared = {
    postingRouting: INSTITUTION.routingNumbers[0],
    onUs: `${account}/`,
    amountMinor,
    itemSequence: sequenceOf(bundle, 9_999),
    documentationType: 'A',
  }
  return { detail: record === '61' ? { type: '61', ...shared } : { type: '62', ...shared } }
}

/** Item sequence numbers come from the bundle, so that the same bundle is the same in any letter. */
function sequenceOf(bundle: Bundle, index: number): string {
  return bundleNumber(bundle.streamLabel, 99_999) + String(index + 1).padStart(9, '0')
}

/** A number of a label, the same in every file. */
export function bundleNumber(label: string, max: number): string {
  let hash = 11
  for (let at = 0; at < label.length; at++) hash = (hash * 131 + label.charCodeAt(at)) % 2_147_483_647
  return String((hash % max) + 1)
}

/** YYYYMMDD. */
export function longDate(date: Temporal.PlainDate): string {
  return date.toString().replaceAll('-', '')
}
