import { describe, expect, it } from 'vitest'
import { ITEM_STATE_CHANGES, ITEM_STATES, ITEMS_PER_RECEIPT_MAX, itemId, receiptOfItem, seqOfItem } from './item.ts'

describe('the states of an item', () => {
  const states = Object.keys(ITEM_STATES)

  it('are all reachable from suspended, and each end can be left only towards another end, a person or, undone, suspense', () => {
    const reached = new Set(['suspended'])
    for (const from of reached)
      for (const to of ITEM_STATE_CHANGES[from as keyof typeof ITEM_STATE_CHANGES]) reached.add(to)
    expect([...reached].sort()).toEqual([...states].sort())
    for (const [from, { end }] of Object.entries(ITEM_STATES)) {
      if (!end) continue
      for (const to of ITEM_STATE_CHANGES[from as keyof typeof ITEM_STATE_CHANGES]) {
        expect(to === 'suspended' || ITEM_STATES[to].end, `${from} to ${to}`).toBe(true)
      }
    }
  })

  it('never change to themselves', () => {
    for (const [from, to] of Object.entries(ITEM_STATE_CHANGES)) expect(to).not.toContain(from)
  })
})

describe('the id of an item', () => {
  it.each([
    [1, 0],
    [7, ITEMS_PER_RECEIPT_MAX - 1],
    [134_217_727, ITEMS_PER_RECEIPT_MAX - 1],
  ])('of receipt %d, place %d gives both back and is a safe integer', (receipt, seq) => {
    const id = itemId(receipt, seq)
    expect(Number.isSafeInteger(id)).toBe(true)
    expect([receiptOfItem(id), seqOfItem(id)]).toEqual([receipt, seq])
  })
})
