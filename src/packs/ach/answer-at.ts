import { categoryOf } from '../../formats/nacha/read-entry.ts'
import { RECORD_LENGTH } from './raw-entry.ts'

/**
 * Where the addenda 98 or 99 begins that makes the entry an answer to an earlier one: the last one, should there be several.
 * 0 for a forward entry.
 */
export function answerAt(raw: Uint8Array): number {
  for (let at = raw.length - RECORD_LENGTH; at > 0; at -= RECORD_LENGTH)
    if (raw[at + 1] === NINE && categoryOf(raw, at) !== undefined) return at
  return 0
}

const NINE = 0x39
