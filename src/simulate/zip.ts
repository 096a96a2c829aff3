import { joinBytes } from '../core/join-bytes.ts'
import { latin1Bytes } from '../core/latin1.ts'
/**
 * A ZIP archive of one file, stored without compression: what a sender's mail program makes of a file that came before.
 * Source: PKWARE application note, sections 4.3.7 to 4.3.16. The date is the format's first, so the bytes are always the same.
 */
export function storedZip(name: string, content: Uint8Array): Uint8Array {
  const path = latin1Bytes(name)
  const about = [
    ...le16(20),
    ...le16(0),
    ...le16(0),
    ...le16(0),
    ...le16(FIRST_DATE),
    ...le32(crc32(content)),
    ...le32(content.length),
    ...le32(content.length),
    ...le16(path.length),
    ...le16(0),
  ]
  const local = [...le32(0x04034b50), ...about]
  const central = [
    ...le32(0x02014b50),
    ...le16(20),
    ...about,
    ...le16(0),
    ...le16(0),
    ...le16(0),
    ...le32(0),
    ...le32(0),
  ]
  const centralAt = local.length + path.length + content.length
  const centralSize = central.length + path.length
  const end = [
    ...le32(0x06054b50),
    ...le16(0),
    ...le16(0),
    ...le16(1),
    ...le16(1),
    ...le32(centralSize),
    ...le32(centralAt),
    ...le16(0),
  ]
  return joinBytes([Uint8Array.from(local), path, content, Uint8Array.from(central), path, Uint8Array.from(end)])
}

const FIRST_DATE = 0x0021 // 1980-01-01

function le16(value: number): readonly number[] {
  return [value & 0xff, (value >>> 8) & 0xff]
}

function le32(value: number): readonly number[] {
  return [...le16(value & 0xffff), ...le16(value >>> 16)]
}

/** CRC-32 of ISO 3309, bit by bit: the files are small. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
