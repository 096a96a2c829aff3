import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { CloseListCheck, type ListVerdict } from '../core/day/close-list-check.ts'
import type { Seal } from '../core/signed-heads.ts'

const HEAD = '{"day_close":'
const LINE_END = 0x0a
const LINE_BYTES_MAX = 1 << 20

/** Whether a file is the list of a closed day, by its first bytes. */
export async function isCloseList(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD.length), 0, HEAD.length, 0)
    return buffer.subarray(0, bytesRead).toString() === HEAD
  } finally {
    await handle.close()
  }
}

/** Checks the list of a closed day as it is read. Throws only when the file itself cannot be read. Without a seal no signature is checked. */
export async function checkCloseList(path: string, seal: Seal | undefined): Promise<ListVerdict> {
  const check = new CloseListCheck({
    newHash: () => createHash('sha256'),
    textOf: bytes => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(),
    isSigned: seal?.isSigned,
  })
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, at)) {
      check.take(bytes.subarray(at, end + 1))
      at = end + 1
    }
    rest = bytes.subarray(at)
    if (rest.length > LINE_BYTES_MAX) return check.verdict(`A line has more than ${LINE_BYTES_MAX} bytes.`)
  }
  return check.verdict(rest.length === 0 ? undefined : 'The last line has no end: it was cut off.')
}
