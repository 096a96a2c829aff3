import { NAME_HEADER, pathTo, SOURCE_HEADER } from '../contract/paths.ts'
import type { Uploaded, UploadedFile } from '../contract/upload.ts'
import { type Reception, receiveFile } from '../engine/receive-file.ts'
import { errorFacts } from './error-facts.ts'
import { failureRefusal } from './failure-refusal.ts'
import { boundaryOf, FormCutOff, type FormFile, filesOfForm } from './multipart.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { TooLong, UploadCutOff, uploadBytes } from './upload-bytes.ts'

const NAME_CHARACTERS_MAX = 200

/**
 * Receives the files of an upload as they stream in, one after the other: nothing of them is held in memory. The answer comes
 * when their receipts are durable; they are processed after it. Sending the same bytes again has no second effect and is refused
 * with both receipts. What fails on the way says which files were received before: they stay.
 */
export async function receiveUpload(parts: ServerParts, request: Request, actor: string): Promise<Uploaded | Refusal> {
  const length = Number(request.headers.get('content-length') ?? 0)
  if (length > parts.uploadBytesMax) return tooLarge(parts)
  const source = cleanText(textHeader(request, SOURCE_HEADER) ?? 'upload')
  const files: UploadedFile[] = []
  try {
    for await (const file of filesOf(request, parts.uploadBytesMax)) {
      files.push(await receiveOne(parts, { ...file, name: cleanName(file.name), source, actor }))
    }
  } catch (error) {
    const refusal = uploadRefusal(parts, error, files)
    if (refusal === undefined) throw error
    return files.length === 0 ? refusal : { ...refusal, extra: { ...refusal.extra, files } }
  }
  return answerOf(files)
}

/** The files of an upload: its body, or those of a form. */
export function filesOf(request: Request, bytesMax: number): AsyncIterable<FormFile> | readonly FormFile[] {
  if (request.body === null) return []
  const bytes = uploadBytes(request.body, bytesMax)
  const type = request.headers.get('content-type') ?? ''
  const boundary = boundaryOf(type)
  if (boundary !== undefined) return filesOfForm(bytes, boundary)
  if (/^multipart\/form-data\b/i.test(type))
    throw new FormCutOff('The form names no boundary in its content-type, so its files cannot be told apart.')
  return [{ name: textHeader(request, NAME_HEADER) ?? 'upload', bytes }]
}

async function receiveOne(
  parts: ServerParts,
  { name, bytes, source, actor }: FormFile & { readonly source: string; readonly actor: string },
): Promise<UploadedFile> {
  const nothing = { name, receipt: null, location: null, first_receipt: null, why: null }
  const begun = await beginning(bytes)
  if (begun === undefined) return { ...nothing, status: 'empty', why: 'The file holds no byte.' }
  const receivedAt = parts.engine.now()
  const arriving = { name, source, channel: 'upload', bytes: begun, receivedAt, actor } as const
  const reception = await receiveFile(parts.engine, arriving)
  if (reception.outcome === 'too-large') return { ...nothing, status: 'too_large', why: reception.why }
  return { ...nothing, ...receivedAs(parts, reception) }
}

function receivedAs(parts: ServerParts, reception: Exclude<Reception, { outcome: 'too-large' }>) {
  const receipt = reception.receiptId
  const location = pathTo('receipt', { receipt })
  if (reception.outcome === 'duplicate')
    return {
      status: 'duplicate' as const,
      receipt,
      location,
      first_receipt: reception.firstReceiptId,
      why: reception.why,
    }
  parts.work.accepted(receipt)
  return { status: 'accepted' as const, receipt, location }
}

/** The bytes from the first on, so that a file without any is told before a receipt is made; undefined for such a one. */
export async function beginning(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array> | undefined> {
  const chunks = bytes[Symbol.asyncIterator]()
  let next = await chunks.next()
  while (next.done !== true && next.value.length === 0) next = await chunks.next()
  if (next.done === true) return undefined
  const first = next.value
  return (async function* () {
    yield first
    yield* { [Symbol.asyncIterator]: () => chunks }
  })()
}

/** Nothing accepted: the upload is refused for its first file. */
function answerOf(files: readonly UploadedFile[]): Uploaded | Refusal {
  const [first] = files
  if (first === undefined)
    return refuse('file_empty', 'The upload holds no file. Send it as the body, or as a file of a form.')
  if (files.some(file => file.status === 'accepted')) return { files: [...files] }
  const more = files.length > 1 ? { files: [...files] } : {}
  const why = first.why ?? ''
  if (first.status === 'empty') return refuse('file_empty', `${why} Send the file as the body, or in a form.`, more)
  if (first.status === 'too_large') return refuse('file_too_large', why, more)
  const { receipt, first_receipt } = first
  const receipts = receipt === null || first_receipt === null ? {} : { receipt, first_receipt }
  return refuse('file_already_received', why, { ...receipts, ...more })
}

/** Undefined for a defect of which nothing was received before: it is told like any other. */
export function uploadRefusal(parts: ServerParts, error: unknown, files: readonly UploadedFile[]): Refusal | undefined {
  if (error instanceof TooLong) return tooLarge(parts)
  if (error instanceof FormCutOff || error instanceof UploadCutOff) return refuse('request_invalid', error.message)
  const refusal = failureRefusal(error)
  if (refusal === undefined && files.length === 0) return undefined
  parts.log[refusal === undefined ? 'error' : 'warn'](errorFacts(error), 'an upload failed')
  return (
    refusal ??
    refuse('defect', 'One of the files could not be received. Those that were received stay; send the others again.')
  )
}

function tooLarge(parts: ServerParts): Refusal {
  return refuse(
    'file_too_large',
    `An upload may have ${parts.uploadBytesMax} bytes. Put larger files into the watched folder, or ask the sender to split them.`,
  )
}

/** The last part of a path: a name is only ever shown. */
export function cleanName(name: string): string {
  return cleanText(name.split(/[/\\]/).at(-1) ?? '')
}

/** Without control characters, of which the database refuses one: whatever is sent, it becomes a text or the word `upload`. */
export function cleanText(text: string): string {
  return (
    text
      .replaceAll(/\p{Cc}/gu, '')
      .slice(0, NAME_CHARACTERS_MAX)
      .toWellFormed() || 'upload'
  )
}

export function textHeader(request: Request, name: string): string | undefined {
  const value = request.headers.get(name)
  if (value === null || value === '') return undefined
  try {
    return decodeURIComponent(value).slice(0, NAME_CHARACTERS_MAX)
  } catch {
    return value.slice(0, NAME_CHARACTERS_MAX)
  }
}
