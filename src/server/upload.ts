import { NAME_HEADER, pathTo, SOURCE_HEADER, UPLOAD_HEADER } from '../contract/paths.ts'
import type { Accepted } from '../contract/upload.ts'
import { type Reception, receiveFile } from '../engine/receive-file.ts'
import { boundaryOf, FormCutOff, firstFile } from './multipart.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

const NAME_CHARACTERS_MAX = 200

/**
 * Receives an upload as it streams in: nothing of it is held in memory. The answer comes when the receipt is durable; the
 * file is processed after it. Sending the same bytes again has no second effect and is refused with both receipts.
 */
export async function receiveUpload(parts: ServerParts, request: Request): Promise<Accepted | Refusal> {
  if (request.headers.get(UPLOAD_HEADER) === null) {
    return refuse('upload_header_missing', `Send the header ${UPLOAD_HEADER}: 1 with the upload.`)
  }
  const length = Number(request.headers.get('content-length') ?? 0)
  if (length > parts.uploadBytesMax) return tooLarge(parts)
  const file = await fileOf(request)
  if (file === undefined) return refuse('file_empty', 'Send the file as the body, or as the one file of a form.')
  const counted = new CountedBytes(file.bytes, parts.uploadBytesMax)
  try {
    const first = await counted.first()
    if (first === undefined)
      return refuse('file_empty', 'The upload holds no byte. Send the file as the body, or as the one file of a form.')
    const reception = await receiveFile(parts.engine, {
      name: file.name,
      source: cleanText(textHeader(request, SOURCE_HEADER) ?? 'upload'),
      channel: 'upload',
      bytes: counted.all(first),
      receivedAt: parts.engine.now(),
    })
    return answerOf(parts, reception)
  } catch (error) {
    if (error instanceof TooLong) return tooLarge(parts)
    if (error instanceof FormCutOff) return refuse('request_invalid', error.message)
    throw error
  }
}

function answerOf(parts: ServerParts, reception: Reception): Accepted | Refusal {
  switch (reception.outcome) {
    case 'accepted':
      parts.work.accepted(reception.receiptId)
      return {
        receipt: reception.receiptId,
        status: 'accepted',
        location: pathTo('receipt', { receipt: reception.receiptId }),
      }
    case 'duplicate':
      return refuse('file_already_received', reception.why, {
        receipt: reception.receiptId,
        first_receipt: reception.firstReceiptId,
      })
    case 'too-large':
      return refuse('file_too_large', reception.why)
  }
}

function tooLarge(parts: ServerParts): Refusal {
  return refuse(
    'file_too_large',
    `An upload may have ${parts.uploadBytesMax} bytes. Put larger files into the watched folder, or ask the sender to split them.`,
  )
}

async function fileOf(request: Request): Promise<{ name: string; bytes: AsyncIterable<Uint8Array> } | undefined> {
  if (request.body === null) return undefined
  const boundary = boundaryOf(request.headers.get('content-type') ?? '')
  const given = textHeader(request, NAME_HEADER)
  if (boundary === undefined) return { name: cleanName(given ?? 'upload'), bytes: request.body }
  const file = await firstFile(request.body, boundary)
  return file === undefined ? undefined : { name: cleanName(given ?? file.name), bytes: file.bytes }
}

/** The last part of a path: a name is only ever shown. */
function cleanName(name: string): string {
  return cleanText(name.split(/[/\\]/).at(-1) ?? '')
}

/** Without control characters, of which the database refuses one: whatever is sent, it becomes a text or the word `upload`. */
function cleanText(text: string): string {
  return (
    text
      .replaceAll(/\p{Cc}/gu, '')
      .slice(0, NAME_CHARACTERS_MAX)
      .toWellFormed() || 'upload'
  )
}

function textHeader(request: Request, name: string): string | undefined {
  const value = request.headers.get(name)
  if (value === null || value === '') return undefined
  try {
    return decodeURIComponent(value).slice(0, NAME_CHARACTERS_MAX)
  } catch {
    return value.slice(0, NAME_CHARACTERS_MAX)
  }
}

class TooLong extends Error {
  override readonly name = 'TooLong'
}

/** Bytes that end in an error once there are too many. The first chunk is looked at before a receipt is made. */
class CountedBytes {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #max: number
  #count = 0

  constructor(bytes: AsyncIterable<Uint8Array>, max: number) {
    this.#chunks = bytes[Symbol.asyncIterator]()
    this.#max = max
  }

  async first(): Promise<Uint8Array | undefined> {
    for (;;) {
      const next = await this.#chunks.next()
      if (next.done === true) return undefined
      if (next.value.length > 0) return this.#counted(next.value)
    }
  }

  async *all(first: Uint8Array): AsyncGenerator<Uint8Array> {
    yield first
    for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next())
      yield this.#counted(next.value)
  }

  #counted(chunk: Uint8Array): Uint8Array {
    this.#count += chunk.length
    if (this.#count > this.#max) throw new TooLong()
    return chunk
  }
}
