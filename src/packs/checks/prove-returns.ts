import type { X9ItemCursor } from '../../formats/x9/item-cursor.ts'
import { createX9Reader } from '../../formats/x9/read.ts'
import type { FileEnd } from '../../formats/x9/sink.ts'
import { auxOnUsOf, codelineOf } from './codeline.ts'
import { amountOf, type ReturnOrder } from './return-item.ts'

/** Reads a return file as the other bank will, and compares it with what was ordered. Fed with the file's blocks in order. */
export interface ReturnProof {
  write(block: Uint8Array): void
  /** What is wrong, as sentences without personal data; empty when the file is right. */
  end(): readonly string[]
}

/** `orders` in the order in which they were added, their pictures included. */
export function proveReturns(orders: readonly ReturnOrder[]): ReturnProof {
  const wrong: string[] = []
  let seen = 0
  let isProcessed = false
  const ignore = () => {}
  const reader = createX9Reader({
    fileHeader: ignore,
    cashLetterHeader: ignore,
    bundleHeader: ignore,
    bundleEnd: ({ fate }) => void (fate === 'quarantine' && wrong.push('A bundle would be kept apart.')),
    cashLetterEnd: ({ fate }) => void (fate === 'quarantine' && wrong.push('A cash letter would be kept apart.')),
    fileEnd: (end: FileEnd) => {
      isProcessed = end.fate === 'process'
    },
    fault: fault => void wrong.push(`Record ${fault.record ?? '?'}: ${fault.message}`),
    item: item => {
      const order = orders[seen]
      seen += 1
      if (order === undefined) wrong.push(`Item ${seen} was not ordered.`)
      else wrong.push(...differences(item, order).map(what => `Item ${seen} has another ${what}.`))
    },
  })
  return {
    write: block => reader.write(block),
    end: () => {
      reader.end()
      if (!isProcessed) wrong.push('The file would be kept apart.')
      if (seen < orders.length) wrong.push(`${orders.length - seen} returns are not in the file.`)
      return wrong.slice(0, WRONG_MAX)
    },
  }
}

/** Sentences told at most: one is enough to keep a file back. */
const WRONG_MAX = 100

function differences(found: X9ItemCursor, order: ReturnOrder): readonly string[] {
  const { item, reason, sequence, images } = order
  const { detail } = found
  if (detail.type !== '31') return ['record type']
  const { routing, onUs, auxOnUs } = codelineOf(detail, auxOnUsOf(found))
  const compared: readonly (readonly [string, boolean])[] = [
    ['routing number', routing === item.routing],
    ['on-us field', onUs === item.onUs],
    ['auxiliary on-us field', auxOnUs === item.auxOnUs],
    ['amount', detail.amountMinor === amountOf(order)],
    ['reason', detail.returnReason === reason],
    ['number', detail.itemSequence === sequence],
    ['number of images', found.images.length === images.length],
    ['image', found.images.every((image, index) => sameBytes(image.bytes, images[index]))],
  ]
  return compared.filter(([, isSame]) => !isSame).map(([what]) => what)
}

function sameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index])
}
