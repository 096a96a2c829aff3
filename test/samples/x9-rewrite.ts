import { latin1Text } from '../../src/core/latin1.ts'
import { FrameReader } from '../../src/formats/x9/frames.ts'
import type { X9Framing } from '../../src/formats/x9/framing.ts'
import { canonicalText } from '../../src/formats/x9/item-bytes.ts'
import { parseX9Record } from '../../src/formats/x9/record-types.ts'
import { createX9Writer } from '../../src/formats/x9/write.ts'

/**
 * Reads a file into records and writes these again, in the same framing: what comes out is the file, byte for byte, when it
 * has no broken frames. Undefined when nothing of it is a record. The proof that parsing loses nothing.
 */
export function rewrite(bytes: Uint8Array, out: (bytes: Uint8Array) => void): X9Framing | undefined {
  const copies: { readonly text: string; readonly image: Uint8Array }[] = []
  let framing: X9Framing | undefined
  const reader: FrameReader = new FrameReader({
    framing: found => {
      framing = found
    },
    record: frame => {
      const text = new Uint8Array(frame.imageAt - frame.start)
      canonicalText(frame, framing ?? 'length-ascii', text, 0)
      copies.push({ text: latin1Text(text, 0, text.length), image: frame.bytes.slice(frame.imageAt, frame.end) })
    },
    frameFault: () => {},
  })
  reader.write(bytes)
  reader.end()
  if (framing === undefined) return undefined
  const writer = createX9Writer({ framing, lineEnd: reader.lineEnd, lastLine: reader.lastLine }, out)
  for (const { text, image } of copies) {
    const record = parseX9Record(text)
    if (record !== undefined) writer.record(record, image)
  }
  writer.finish()
  return framing
}
