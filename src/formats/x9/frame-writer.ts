import { invariant } from '../../core/invariant.ts'
import { LATIN1_TO_EBCDIC } from '../ebcdic.ts'
import type { X9Framing } from './framing.ts'
import { putNumber } from './item-bytes.ts'
import { type AnyRecord, fits } from './layout.ts'
import { formatX9Record, layoutOf, type X9Record } from './record-types.ts'

const BLOCK = 64 * 1024
const NO_IMAGE = new Uint8Array(0)

/** Writes records as frames into blocks of 64 KB, each handed over whole: memory does not grow with the file. */
export class FrameWriter {
  records = 0
  readonly #framing: X9Framing
  readonly #lineEnd: Uint8Array
  readonly #out: (bytes: Uint8Array) => void
  #block = new Uint8Array(BLOCK)
  #at = 0

  constructor(framing: X9Framing, lineEnd: '\n' | '\r\n', out: (bytes: Uint8Array) => void) {
    this.#framing = framing
    this.#lineEnd = lineEnd === '\n' ? Uint8Array.of(0x0a) : Uint8Array.of(0x0d, 0x0a)
    this.#out = out
  }

  /** Writes one record; `image` follows the fields of a 52. A value that does not fit its field is the caller's defect. */
  write(record: X9Record, image: Uint8Array = NO_IMAGE): void {
    checkFields(record)
    const text = formatX9Record(record)
    if (this.#framing !== 'newline-ascii') this.#put(lengthPrefix(text.length + image.length))
    else if (this.records > 0) this.#put(this.#lineEnd)
    this.records += 1
    this.#putText(text, record)
    if (image.length > 0) this.#put(image)
  }

  /** Ends the file and hands over what is left. The last line of a file of lines is ended too, unless it was `open` before. */
  finish(lastLine: 'ended' | 'open'): void {
    if (this.#framing === 'newline-ascii' && lastLine === 'ended' && this.records > 0) this.#put(this.#lineEnd)
    this.#flush()
  }

  #flush(): void {
    if (this.#at === 0) return
    this.#out(this.#block.subarray(0, this.#at))
    this.#block = new Uint8Array(BLOCK)
    this.#at = 0
  }

  #putText(text: string, record: X9Record): void {
    const [binaryFrom, binaryTo] = signatureIn(text, record)
    const isEbcdic = this.#framing === 'length-ebcdic'
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      const isText = index < binaryFrom || index >= binaryTo
      if (this.#at === BLOCK) this.#flush()
      this.#block[this.#at++] = isEbcdic && isText ? (LATIN1_TO_EBCDIC[code] ?? 0) : code
    }
  }

  #put(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      if (this.#at === BLOCK) this.#flush()
      const piece = bytes.subarray(from, from + BLOCK - this.#at)
      this.#block.set(piece, this.#at)
      this.#at += piece.length
      from += piece.length
    }
  }
}

/** A signature is binary, so its bytes are not turned into EBCDIC like the text around it. A 52 of broken lengths has none. */
function signatureIn(text: string, record: X9Record): readonly [from: number, to: number] {
  const isWhole = record.type === '52' && text.length === 117 + record.imageKey.length + record.signature.length
  return isWhole ? [text.length - 7 - record.signature.length, text.length - 7] : [text.length, text.length]
}

function checkFields(record: X9Record): void {
  const values: AnyRecord = record
  for (const [name, field] of layoutOf(record.type).list) {
    // The value itself is not said: it may be an account number.
    invariant(
      fits(field, values[name]),
      `record ${record.type}: the value of ${name} does not fit columns ${field.from} to ${field.to}`,
    )
  }
}

function lengthPrefix(length: number): Uint8Array {
  const prefix = new Uint8Array(4)
  putNumber(prefix, 0, length)
  return prefix
}
