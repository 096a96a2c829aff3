import { expect, it } from 'vitest'
import { fewOrAll } from '../../../test/samples/few-or-all.ts'
import { createX9Reader } from '../../formats/x9/read.ts'
import { BUNDLE, FILE, LETTER, testCheck, testView } from '../../formats/x9/sample-letters.ts'
import { createX9Writer, type ItemDraft } from '../../formats/x9/write.ts'
import { createRandom } from '../random.ts'
import { type CheckValues, CLEAN_CONDITION } from './check-values.ts'
import { type DrawnCheck, drawCheck } from './draw-check.ts'
import { SAMPLE_CHECK } from './sample-check.ts'

const ITEMS = fewOrAll(1_000, 10_000)
const BUNDLE_ITEMS = 500
/** So many are drawn, each another, and sent in turn: drawing is what takes time. A prime, so that no two bundles are alike. */
const DRAWN = 61

function drawn(seed: number): DrawnCheck {
  const random = createRandom(seed)
  const values: CheckValues = {
    ...SAMPLE_CHECK,
    style: seed % 3 === 0 ? 'business' : 'personal',
    account: String(100_000 + seed * 7919),
    serial: String(1_000 + seed),
    amountMinor: 1_000 + seed,
    encodedMinor: 1_000 + seed,
    memo: `Invoice ${seed}`,
    endorsements: ['FOR DEPOSIT ONLY'],
  }
  const condition = { ...CLEAN_CONDITION, skewDegrees: (seed % 5) - 2, noise: (seed % 4) / 1_000 }
  return drawCheck(values, condition, () => random.next() / 2 ** 32)
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  if (a.length !== b?.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

// Seen red with a window that moves to its begin what was shown before, not what is still to come.
it(`a letter of ${ITEMS} drawn checks: both pictures of each come back byte for byte`, () => {
  const pictures = Array.from({ length: DRAWN }, (_, seed) => drawn(seed))
  const of = (index: number) => pictures[index % DRAWN]
  const wrong: string[] = []
  let items = 0
  const feed = createX9Reader({
    fileHeader: () => {},
    cashLetterHeader: () => {},
    bundleHeader: () => {},
    item: ({ seq, images: [front, back] }) => {
      items++
      const sent = of(seq)
      if (front === undefined || !isSame(front.bytes, sent?.front)) wrong.push(`front of item ${seq}`)
      if (back === undefined || !isSame(back.bytes, sent?.back)) wrong.push(`back of item ${seq}`)
    },
    bundleEnd: () => {},
    cashLetterEnd: () => {},
    fileEnd: end => {
      if (end.fate !== 'process') wrong.push(end.fate)
    },
    fault: fault => wrong.push(fault.code),
  })
  const writer = createX9Writer({ framing: 'length-ebcdic' }, block => feed.write(block))
  writer.fileHeader(FILE)
  writer.cashLetterHeader(LETTER)
  for (let index = 0; index < ITEMS; index++) {
    if (index % BUNDLE_ITEMS === 0) writer.bundleHeader(BUNDLE)
    writer.item(itemOf(index, of(index)))
    if (index % BUNDLE_ITEMS === BUNDLE_ITEMS - 1) writer.endBundle()
  }
  writer.endCashLetter()
  writer.endFile()
  feed.end()
  expect([items, wrong]).toEqual([ITEMS, []])
}, 60_000)

function itemOf(index: number, sent: DrawnCheck | undefined): ItemDraft {
  const none = new Uint8Array(0)
  return {
    ...testCheck({ amountMinor: index + 1, itemSequence: String(index) }),
    views: [testView('0', sent?.front ?? none), testView('1', sent?.back ?? none)],
  }
}
