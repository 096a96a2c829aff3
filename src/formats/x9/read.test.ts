import { describe, expect, it } from 'vitest'
import { readAll } from '../../../test/samples/x9-contents.ts'
import { testLetter, testReturn } from '../../../test/samples/x9-letters.ts'
import type { X9Framing } from './framing.ts'
import { BACK, FRONT, testCheck, testCredit } from './sample-letters.ts'

const FRAMINGS: readonly X9Framing[] = ['length-ebcdic', 'length-ascii', 'newline-ascii']

describe('reading an image cash letter', () => {
  it.each(FRAMINGS)('reads two checks with their images, framed as %s', framing => {
    const { items, end, faults, bundles } = readAll(testLetter({ framing }))
    expect(faults).toEqual([])
    expect(items.map(item => [item.kind, item.amountMinor, item.bundle, item.seq])).toEqual([
      ['check', 10_000, 0, 0],
      ['check', 10_000, 0, 1],
    ])
    expect(items[0]?.images).toEqual([FRONT, BACK])
    expect(items[0]?.views.map(view => view.side)).toEqual(['front', 'back'])
    expect(bundles[0]?.declared).toEqual({ items: 2, amountMinor: 20_000n, images: 4, micrValidMinor: 20_000n })
    expect(end).toMatchObject({ framing, items: 2, records: 18, fate: 'process' })
  })

  it('reads returns with their four kinds of addenda', () => {
    const { items, faults } = readAll(testLetter({ items: [testReturn('C')] }))
    expect(faults).toEqual([])
    expect(items[0]).toMatchObject({ kind: 'return', detail: { returnReason: 'C', timesReturned: '1' } })
    expect(items[0]?.addenda.map(addendum => addendum.type)).toEqual(['32', '33', '34', '35'])
    expect(items[0]?.addenda[2]).toMatchObject({ imageKey: 'KEY-1', keyLength: 5 })
  })

  it.each(['61', '62'] as const)(
    'reads a credit %s before the first bundle, with the image of its deposit ticket',
    type => {
      const bytes = testLetter({
        body: writer => {
          writer.item(testCredit(type))
          writer.bundleHeader({ businessDate: '20261120' })
          writer.item(testCheck())
          writer.endBundle()
        },
      })
      const { items, faults } = readAll(bytes)
      expect(faults).toEqual([])
      expect(items.map(item => [item.kind, item.bundle, item.images.length])).toEqual([
        ['credit', -1, 1],
        ['check', 0, 2],
      ])
    },
  )
})
