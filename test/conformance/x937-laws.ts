import { invariant } from '../../src/core/invariant.ts'
import { joinBytes } from '../../src/core/join-bytes.ts'
import { latin1Text } from '../../src/core/latin1.ts'
import { FrameReader } from '../../src/formats/x9/frames.ts'
import { FRAMING_BYTES } from '../../src/formats/x9/framing.ts'

import { readAll, type X9Contents } from '../samples/x9-contents.ts'
import { rewrite } from '../samples/x9-rewrite.ts'
import { randomOf } from './x937-mutate.ts'

/** What must hold for any bytes at all. Throws where it does not; the message says which law, the caller knows the seed. */
export function checkLaws(bytes: Uint8Array, seed: number): X9Contents {
  const contents = readAll(bytes)
  checkWhole(contents)
  checkEveryByte(bytes)
  checkPlaces(bytes, contents)
  checkReasons(contents)
  checkChunks(bytes, seed, contents)
  checkRewrite(bytes)
  return contents
}

/** Every header has its end, in order, and the items are those of the end of the file. */
function checkWhole({ end, items, bundles, cashLetters, headers }: X9Contents): void {
  invariant(end !== undefined, 'the end of the file is told')
  invariant(end.items === items.length, 'every item is shown once')
  invariant(end.bundles === bundles.length && end.cashLetters === cashLetters.length, 'every part that begins ends')
  const begun = headers.filter(header => header.type !== '01').length
  invariant(begun === bundles.length + cashLetters.length, 'every part that ends has begun')
  items.forEach((item, index) => {
    invariant(item.seq === index, 'items are numbered without gaps')
  })
}

/** Every byte is in a record or told by a fault; between them are line ends only, after the file control fill. */
function checkEveryByte(bytes: Uint8Array): void {
  let told = 0
  let fill: readonly number[] = []
  const tell = (from: number, to: number) => {
    for (let at = told; at < from; at += 1) invariant(fill.includes(bytes[at] ?? -1), `byte ${at} is told by nothing`)
    told = Math.max(told, to)
  }
  const reader = new FrameReader({
    framing: framing => {
      fill = framing === 'newline-ascii' ? LINE_ENDS : []
    },
    record: frame => {
      tell(frame.offset, frame.nextOffset)
      if (frame.type === 99) fill = FILL
    },
    frameFault: fault => {
      if (fault.code === 'file-empty' || fault.code === 'framing-unknown') tell(0, bytes.length)
      else if ('from' in fault) tell(fault.from, 'to' in fault ? fault.to : bytes.length)
    },
  })
  reader.write(bytes)
  reader.end()
  tell(bytes.length, bytes.length)
}

const LINE_ENDS = [0x0a, 0x0d]
const FILL = [...LINE_ENDS, 0x00, 0x1a, 0x20, 0x40]

/** Items and images lie where the reader says, and images are the bytes of the file. */
function checkPlaces(bytes: Uint8Array, { items }: X9Contents): void {
  for (const item of items) {
    invariant(item.offset >= 0 && item.offset + item.length <= bytes.length, 'an item lies in the file')
    let index = 0
    for (const { image } of item.views) {
      if (image === undefined) continue
      const at = item.offset + image.offset
      const there = bytes.subarray(at, at + image.length)
      invariant(sameBytes(there, item.images[index]), 'an image is the bytes of the file where it lies')
      index += 1
    }
    invariant(index === item.images.length, 'images and views are the same')
  }
}

/** Each fault has a position and a sentence, and whatever is left out has a fault that says so. */
function checkReasons({ faults, items, bundles, cashLetters, end }: X9Contents): void {
  for (const fault of faults) {
    invariant((fault.record ?? 0) >= 1 && (fault.column ?? 0) >= 1, `fault ${fault.code} has a position`)
    const told = [fault.field, fault.expected, fault.rest].every(text => (text ?? '') !== '')
    invariant(told && fault.found !== undefined, `fault ${fault.code} says what was found, where and what should be`)
    invariant(fault.message.length > 10, 'a fault has a sentence')
  }
  const left = faults.filter(fault => fault.rest !== 'read on')
  for (const part of [...items, ...bundles, ...cashLetters, end]) {
    invariant(part.fate === 'process' || left.length > 0, 'what is left out has a reason')
  }
  invariant(end.framing !== undefined || end.fate === 'quarantine', 'a file of no framing is left out')
}

function checkChunks(bytes: Uint8Array, seed: number, whole: X9Contents): void {
  const chunkBytes = 1 + Math.floor(randomOf(seed)() * 200)
  invariant(text(readAll(bytes, { chunkBytes })) === text(whole), `chunks of ${chunkBytes} bytes change nothing`)
}

/** What was written from what was read is read and written the same again. */
function checkRewrite(bytes: Uint8Array): void {
  const once = rewritten(bytes)
  // Of a file of which one stub of a record is left, fewer bytes may be written than tell a framing.
  if (once.length < FRAMING_BYTES) return
  invariant(sameBytes(once, rewritten(once)), 'parse, write, parse, write gives the same bytes')
}

function rewritten(bytes: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = []
  rewrite(bytes, block => blocks.push(block))
  return joinBytes(blocks)
}

function sameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index])
}

function text(contents: X9Contents): string {
  return JSON.stringify(contents, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    return value instanceof Uint8Array ? latin1Text(value, 0, value.length) : value
  })
}
