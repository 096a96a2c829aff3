import { describe, expect, it } from 'vitest'
import { readAll } from '../../../test/samples/x9-contents.ts'
import { testLetter, testReturn } from '../../../test/samples/x9-letters.ts'
import { latin1Bytes, latin1Text } from '../../core/latin1.ts'
import { parseItem } from './parse-item.ts'
import { createX9Reader } from './read.ts'
import { FRONT, testCheck, testCredit } from './sample-letters.ts'
import type { ItemDraft } from './write.ts'

const LINES = { framing: 'newline-ascii' } as const

/** Reads a letter of one item without images, some text of which is replaced by as much other text. */
function altered(item: ItemDraft, from: string, to: string) {
  const text = latin1Text(testLetter({ ...LINES, items: [{ ...item, views: [] }] }))
  expect(text).toContain(from)
  expect(to).toHaveLength(from.length)
  return readAll(latin1Bytes(text.replace(from, to)))
}

describe('what is wrong with an item', () => {
  // Each row was seen red by leaving its check out of `checkItem`.
  it.each([
    [
      'an amount',
      testCheck(),
      '0000010000',
      '00000100O0',
      { code: 'amount', record: 4, column: 48, found: '00000100O0', rest: 'item left out' },
    ],
    [
      'the amount of a return',
      testReturn(),
      '10420000010000A',
      '10420000 10000A',
      { code: 'amount', column: 32, rest: 'item left out' },
    ],
    [
      'a letter in the codeline',
      testCheck(),
      '123456789/1042',
      '12345678Q/1042',
      { code: 'micr-character', column: 28, field: 'onUs', sensitive: 'account', rest: 'read on' },
    ],
    ['no sequence number', testCheck(), '000000000000001', '               ', { code: 'item-sequence', column: 58 }],
    [
      'a day that does not exist',
      testCheck(),
      '2026112077',
      '2026023077',
      { code: 'date', record: 5, column: 13, field: 'bofdBusinessDate', found: '20260230' },
    ],
    [
      'another count of addenda',
      testCheck(),
      'G11Y01',
      'G11Y02',
      { code: 'addendum-count', column: 77, found: '02', expected: '1' },
    ],
    [
      'an unknown reason',
      testReturn('A'),
      '0000010000A',
      '0000010000?',
      { code: 'return-reason', column: 42, found: '?' },
    ],
  ] as const)('%s is found', (_, item, from, to, fault) => {
    const { faults, items } = altered(item, from, to)
    expect(faults[0]).toMatchObject({ record: 4, item: 0, batch: 0, scope: 'item', ...fault })
    expect(items[0]?.fate).toBe(fault.code === 'amount' ? 'quarantine' : 'process')
  })

  it.each(['1234*6789/1042', '1234-6789/1042', '     6789/1042'])('%s is a right codeline field', onUs => {
    expect(altered(testCheck(), '123456789/1042', onUs).faults).toEqual([])
  })

  it('an item whose amount is not readable counts as 0, so its bundle is out of balance too', () => {
    const { faults, bundles } = altered(testCheck(), '0000010000', '00000100O0')
    expect(faults.map(fault => fault.code)).toContain('bundle-amount')
    expect(bundles[0]?.fate).toBe('quarantine')
  })
})

describe('images', () => {
  const [front, back] = testCheck().views ?? []

  it('announced but missing, empty, of another size, or not announced are told; the item is shown', () => {
    const shown = (view: object) => readAll(testLetter({ items: [{ ...testCheck(), views: [{ ...front, ...view }] }] }))
    const codes = (view: object) => shown(view).faults.map(fault => fault.code)
    expect(codes({ detail: { ...front?.detail, imageIndicator: '1' }, bytes: undefined })).toEqual(['image-missing'])
    expect(codes({ detail: { ...front?.detail, imageIndicator: '0' }, bytes: undefined })).toEqual([])
    expect(codes({ bytes: new Uint8Array(0) })).toEqual(['image-empty'])
    expect(codes({ detail: { ...front?.detail, imageSize: 5 } })).toEqual(['image-size'])
    expect(codes({ detail: undefined })).toEqual(['image-unannounced'])
    expect(shown({ bytes: new Uint8Array(0) }).items[0]?.views[0]?.image).toMatchObject({ length: 0 })
  })

  it('with a key, a binary signature and an analysis come through whole, in EBCDIC too', () => {
    const signature = '\u0000\u0001\u00f1\u00ff'
    const view = { ...front, data: { imageKey: 'KEY/7', signature }, analysis: { globalQuality: '2' } }
    const { items, faults } = readAll(testLetter({ items: [{ ...testCheck(), views: [view, back ?? {}] }] }))
    expect(faults).toEqual([])
    expect(items[0]?.views[0]).toMatchObject({
      data: { imageKey: 'KEY/7', keyLength: 5, signature, signatureLength: 4 },
      analysis: { globalQuality: '2' },
    })
    expect(items[0]?.images[0]).toEqual(FRONT)
  })
})

describe('an item as it passes by', () => {
  it.each(['length-ebcdic', 'length-ascii', 'newline-ascii'] as const)(
    'says where it and its images lie in a file framed as %s',
    framing => {
      const bytes = testLetter({ framing, items: [testCheck(), testReturn(), testCredit()] })
      const { items } = readAll(bytes, { chunkBytes: 13 })
      expect(items.flatMap(item => item.images).length).toBeGreaterThan(2)
      for (const item of items) {
        item.views.forEach((view, index) => {
          const at = item.offset + (view.image?.offset ?? 0)
          expect(bytes.slice(at, at + (view.image?.length ?? 0))).toEqual(item.images[index])
        })
      }
      expect(items[1]?.offset).toBe((items[0]?.offset ?? 0) + (items[0]?.length ?? 0))
    },
  )

  it('is copied in canonical form and parsed from it later, the same for every framing', () => {
    const copies = (['length-ebcdic', 'newline-ascii'] as const).map(framing => {
      const kept: Uint8Array[] = []
      const feed = createX9Reader({
        ...IGNORE,
        item: item => {
          const target = new Uint8Array(item.canonicalLength + 7)
          expect(item.copyTo(target, 7)).toBe(target.length)
          kept.push(target.subarray(7))
        },
      })
      feed.write(testLetter({ framing }))
      feed.end()
      return kept.map(parseItem)
    })
    expect(copies[0]?.[1]).toMatchObject({
      kind: 'check',
      detail: { onUs: '123456789/1042' },
      addenda: [{ payeeName: 'ANY PAYEE' }],
    })
    expect(copies[0]?.map(item => item?.detail)).toEqual(copies[1]?.map(item => item?.detail))
  })

  it('is no item when the bytes are none', () => {
    expect([new Uint8Array(0), new Uint8Array(40), new Uint8Array(40).fill(0xff)].map(parseItem)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('ends after a thousand records: the rest of them is skipped and told once', () => {
    const addenda = Array.from({ length: 1200 }, () => ({ type: '28', recordNumber: '01' }) as const)
    const { faults, items } = readAll(
      testLetter({ items: [{ detail: { ...testCheck().detail, addendumCount: 99 } as ItemDraft['detail'], addenda }] }),
    )
    expect(faults.map(fault => fault.code).slice(0, 3)).toEqual(['item-too-long', 'addendum-count', 'record-stray'])
    expect(items).toMatchObject([{ fate: 'quarantine' }])
  })
})

const IGNORE = {
  fileHeader: () => {},
  cashLetterHeader: () => {},
  bundleHeader: () => {},
  bundleEnd: () => {},
  cashLetterEnd: () => {},
  fileEnd: () => {},
  fault: () => {},
}
