import { latin1Text } from '../../core/latin1.ts'
import type { Feed, IntakeSink, PackSettings } from '../../core/pack.ts'
import { createNachaReader } from '../../formats/nacha/read.ts'
import { IntakePass } from './intake-pass.ts'

/**
 * The first pass over a file: every frame and total is checked, each entry goes to the bucket of its account with its bytes,
 * and each batch and the file get their fate. Nothing is decided about an entry here: that needs its account's facts.
 */
export function createAchReader(sink: IntakeSink, _settings: PackSettings): Feed {
  return createNachaReader(new IntakePass(sink))
}

/**
 * True when the first record can be a NACHA file header or, in a file that has lost it, a batch header or an entry. Not
 * strict: a header with a column too few is still one, and the reader says what is wrong with it.
 */
export function recognisesAch(head: Uint8Array): boolean {
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0 // a byte-order mark
  const text = latin1Text(head.subarray(start, start + 94))
  return FILE_HEADER.test(text) || BATCH_HEADER.test(text) || ENTRY.test(text)
}

const FILE_HEADER = /^101.{26,36}09410/s // record size 094 and blocking factor 10, about where they belong
const BATCH_HEADER = /^5(200|220|225|280).{46}[A-Z]{3}/s
const ENTRY = /^6\d{11}.{17}\d{10}/s // code, routing number and amount
