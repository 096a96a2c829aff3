import type { ImageReading } from '../core/pack.ts'
import { type Bitmap, strideOf } from '../formats/tiff/bitmap.ts'
import { readTiff } from '../formats/tiff/read-tiff.ts'
import { pictureBytes } from '../formats/x9/images.ts'
import { type MicrReading, readMicrLine } from './e13b/read-micr-line.ts'
import { bitCount } from './e13b/templates.ts'

/** A front with less ink than this is an empty picture, with more a dark one: a plain check has 2 to 15 in a hundred. */
const INK_SHARE_MIN = 0.0008
const INK_SHARE_MAX = 0.6

/**
 * Reads the codeline from the picture of a check's front: what the checks of a cash letter compare with the record. A field
 * of which a symbol could not be told is left out, so that it proves nothing. The picture may be written as hexadecimal digits.
 * Empty bytes are a missing picture. Never throws.
 */
export function readCheckImage(tiff: Uint8Array): ImageReading {
  if (tiff.length === 0) return { status: 'missing', micr: '', fields: {}, confidence: 0 }
  const read = readTiff(pictureBytes(tiff))
  if (read.at === 'refused') return unusable(read.why.message)
  const share = inkShare(read.bitmap)
  if (share < INK_SHARE_MIN) return unusable('The picture is blank.')
  if (share > INK_SHARE_MAX) return unusable('The picture is black.')
  const line = readMicrLine(read.bitmap, read.layout.dpi)
  if (line.text === '') return unusable('No codeline was found on the picture.')
  return { status: 'read', micr: line.text, fields: toldFields(line), confidence: lowestConfidence(line) }
}

function unusable(why: string): ImageReading {
  return { status: 'unusable', why, micr: '', fields: {}, confidence: 0 }
}

/** Fields without blanks; an amount is a number only when all of it was told, because a number has no place for an unread digit. */
function toldFields({ fields }: MicrReading): ImageReading['fields'] {
  const told = (field: string | undefined) => (field === undefined || field.includes(' ') ? undefined : field)
  const [routing, account, serial] = [fields.transit, fields.account, fields.serial].map(told)
  const amount = told(fields.amount)
  return {
    ...(routing === undefined ? {} : { routing }),
    ...(account === undefined ? {} : { account: account.replaceAll('-', '') }),
    ...(serial === undefined ? {} : { serial }),
    ...(amount === undefined ? {} : amount.includes('*') ? { amountDigits: amount } : { amountMinor: Number(amount) }),
  }
}

/** Of the symbols that were told; those that were not are in no field. */
function lowestConfidence({ characters }: MicrReading): number {
  return characters.reduce(
    (least, { character, confidence }) => (character === '*' ? least : Math.min(least, confidence)),
    1,
  )
}

function inkShare(bitmap: Bitmap): number {
  const { data } = bitmap
  let black = 0
  const words = new Int32Array(data.buffer, data.byteOffset, data.length >> 2)
  for (let at = 0; at < words.length; at += 1) black += bitCount(words[at] as number)
  return black / (strideOf(bitmap.width) * 8 * bitmap.height)
}
