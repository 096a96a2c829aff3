/** The one file of a form, as it streams by: its name, and its bytes without the frame around them. */
export interface FormFile {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

/** The form ended before its file did. */
export class FormCutOff extends Error {
  override readonly name = 'FormCutOff'
}

const HEAD_BYTES_MAX = 16 * 1024
const FIELDS_MAX = 20

/** The boundary of a `multipart/form-data` body; undefined for other bodies. */
export function boundaryOf(contentType: string): string | undefined {
  const match = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType)
  return match?.[1] ?? match?.[2]
}

/**
 * The first file of a form (RFC 7578), undefined when it has none. Nothing is gathered: what is read is given on, but for
 * the few bytes that may be the start of a boundary. Fields before the file are passed over, what follows it is not read.
 * The bytes end in `FormCutOff` when no boundary closes them: what came before may be half of the file.
 */
export async function firstFile(body: AsyncIterable<Uint8Array>, boundary: string): Promise<FormFile | undefined> {
  const reader = new FormReader(body, Buffer.from(`\r\n--${boundary}`, 'latin1'))
  for (let field = 0; field < FIELDS_MAX; field++) {
    const head = await reader.nextHead()
    if (head === undefined) return undefined
    const name = fileNameOf(head)
    if (name !== undefined) return { name, bytes: reader.wholeContent() }
    for await (const _ of reader.content());
  }
  return undefined
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

  /** The headers of the next field; undefined after the last one, and where the form is broken. */
  async nextHead(): Promise<string | undefined> {
    for await (const _ of this.content()); // what stands before the boundary
    for (;;) {
      const text = this.#held.toString('latin1', this.#delimiter.length)
      const end = text.indexOf('\r\n\r\n')
      if (end >= 0 && !text.startsWith('--')) {
        this.#held = this.#held.subarray(this.#delimiter.length + end + 4)
        return text.slice(0, end)
      }
      if (text.startsWith('--') || text.length > HEAD_BYTES_MAX || !(await this.#more())) return undefined
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
