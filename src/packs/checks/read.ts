import { latin1Text } from '../../core/latin1.ts'
import type { Feed, IntakeSink, PackSettings } from '../../core/pack.ts'
import { detectFraming, FRAMING_BYTES, recordTypeAt, type X9Framing, zeroOf } from '../../formats/x9/framing.ts'
import { createX9Reader } from '../../formats/x9/read.ts'
import { LetterPass } from './letter-pass.ts'

/**
 * The first pass over a file: every frame and total is checked, each item goes to the bucket of its account with its bytes
 * (without images), and each bundle and the file get their fate. Nothing is decided about an item here.
 */
export function createChecksReader(sink: IntakeSink, _settings: PackSettings): Feed {
  const head = new Uint8Array(FRAMING_BYTES)
  let known = 0
  const framing = (): X9Framing | undefined => detectFraming(head.subarray(0, known))
  const reader = createX9Reader(new LetterPass(sink, framing))
  return {
    write: chunk => {
      const more = chunk.subarray(0, FRAMING_BYTES - known)
      head.set(more, known)
      known += more.length
      reader.write(chunk)
    },
    end: () => reader.end(),
  }
}

/** True when the file begins with a file header (01) in one of the three framings, or has lost it and begins with a 10 or 20. */
export function recognisesLetter(head: Uint8Array): boolean {
  const framing = detectFraming(head)
  if (framing === undefined) return false
  const at = framing === 'newline-ascii' ? 0 : 4
  const zero = zeroOf(framing)
  const type = recordTypeAt(head, at, zero)
  if (framing !== 'newline-ascii') return type === 1 || type === 10 || type === 20
  // An ACH file begins with two digits as well: `101`. A cash letter's level and indicator are 03 or 3x, T or P.
  return type === 1 && /^01(?:03|3\d)[TP]/.test(latin1Text(head.subarray(0, 5)))
}
