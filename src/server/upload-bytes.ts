/** More bytes came than an upload may have. */
export class TooLong extends Error {
  override readonly name = 'TooLong'
}

/** The connection ended before the upload did. */
export class UploadCutOff extends Error {
  override readonly name = 'UploadCutOff'
}

/** The bytes of an upload's body: they end in `TooLong` once there are too many, and in `UploadCutOff` when the rest does not come. */
export async function* uploadBytes(body: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  let count = 0
  for (;;) {
    const next = await chunks.next().catch(() => {
      throw new UploadCutOff(
        'The connection ended before the upload did. Nothing of that file was kept; send it again.',
      )
    })
    if (next.done === true) return
    count += next.value.length
    if (count > bytesMax) throw new TooLong()
    yield next.value
  }
}
