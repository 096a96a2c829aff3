/** A file of a form, as it streams by: its name, and its bytes without the frame around them. */
export interface FormFile {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

/** The form ended before it said that it does, or is none. The message says what to do. */
export class FormCutOff extends Error {
  override readonly name = 'FormCutOff'
}

const HEAD_BYTES_MAX = 16 * 1024
const FIELDS_MAX = 1_000

/** The boundary of a `multipart/form-data` body; undefined for other bodies. */
export function boundaryOf(contentType: string): string | undefined {
  const match = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType)
  return match?.[1] ?? match?.[2]
}

/**
 * Every file of a form (RFC 7578), in order, each to be read before the next is asked for. Nothing is gathered: what is read is
 * given on, but for the few bytes that may be the start of a boundary. Fields that are no files are passed over, and so is a file
 * field in which nothing was chosen. Throws `FormCutOff`, also while a file is read, when the boundary that closes the form does
 * not come: what came before may be half of a file, or not every file.
 */
export async function* filesOfForm(body: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<FormFile> {
  const reader = new FormReader(body, Buffer.from(`\r\n--${boundary}`, 'latin1'))
  for (let field = 0; field < FIELDS_MAX; field++) {
    const head = await reader.nextHead()
    if (head === undefined) return
    const name = fileNameOf(head)
    if (name !== undefined && name !== '') yield { name, bytes: reader.wholeContent() }
  }
  throw new FormCutOff(`A form may have ${FIELDS_MAX} fields. Send the files behind them in another one.`)
}

function fileNameOf(head: string): string | undefined {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? ''
  const match = /\bfilename="((?:[^"\\]|\\.)*)"/i.exec(disposition)
  return match?.[1]?.replaceAll(/\\(.)/g, '$1')
}

class FormReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #delimiter: Buffer
  // The body begins with a boundary without a line end before it: as if one stood there.
  #held = Buffer.from('\r\n')

  constructor(body: AsyncIterable<Uint8Array>, delimiter: Buffer) {
    this.#chunks = body[Symbol.asyncIterator]()
    this.#delimiter = delimiter
  }

  /** The headers of the next field; undefined after the last one. */
  async nextHead(): Promise<string | undefined> {
    for await (const _ of this.content()); // what stands before the boundary, or is left of the field before
    for (;;) {
      const text = this.#held.toString('latin1', this.#delimiter.length)
      const end = text.indexOf('\r\n\r\n')
      if (text.startsWith('--')) return undefined
      if (end >= 0) {
        // Browsers write names in UTF-8 as they are.
        const head = this.#held.toString('utf8', this.#delimiter.length, this.#delimiter.length + end)
        this.#held = this.#held.subarray(this.#delimiter.length + end + 4)
        return head
      }
      if (text.length > HEAD_BYTES_MAX) throw new FormCutOff('A field of the form has no end of its headers.')
      if (!(await this.#more()))
        throw new FormCutOff('The form ends before the boundary that closes it. Send again what was not received.')
    }
  }

  /** The bytes up to the next boundary. */
  async *wholeContent(): AsyncGenerator<Uint8Array> {
    if (yield* this.content()) return
    throw new FormCutOff('The form ends before its file does: the boundary behind the file is missing. Send it again.')
  }

  /** The bytes up to the next boundary, or to the end when there is none: true when there was one. */
  async *content(): AsyncGenerator<Uint8Array, boolean> {
    for (;;) {
      const at = this.#held.indexOf(this.#delimiter)
      // Without a boundary the last bytes may still be the start of one.
      const count = at >= 0 ? at : Math.max(0, this.#held.length - this.#delimiter.length)
      if (count > 0) yield this.#take(count)
      if (at >= 0) return true
      if (await this.#more()) continue
      if (this.#held.length > 0) yield this.#take(this.#held.length)
      return false
    }
  }

  #take(count: number): Uint8Array {
    const taken = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(count)
    return taken
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next()
    if (next.done === true) return false
    this.#held = Buffer.concat([this.#held, next.value])
    return true
  }
}
