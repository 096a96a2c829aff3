import type { z } from 'zod'
import { type Refusal, refuse } from './refusal.ts'

const BYTES_MAX = 64 * 1024

/** The body of a request as JSON, checked by its schema. What is refused is told by the name of the field, never by its value. */
export async function readJsonBody(
  request: Request,
  schema: z.ZodType,
): Promise<{ readonly value: unknown } | Refusal> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    return refuse('request_invalid', 'Send the body as JSON, with content-type: application/json.')
  const bytes = await readBytes(request)
  if (bytes === undefined) return refuse('body_too_large', `The body may have ${BYTES_MAX} bytes.`)
  const value = jsonOf(bytes)
  if (value === undefined) return refuse('request_invalid', 'The body is no JSON in UTF-8.')
  const parsed = schema.safeParse(value)
  if (parsed.success) return { value: parsed.data }
  return refuse('request_invalid', issueSentence(parsed.error))
}

/** The first thing that is wrong, without its value: it may be what somebody searched for, or a password. */
export function issueSentence(error: z.ZodError): string {
  const [first] = error.issues
  const name = first?.path.join('.') ?? ''
  return `${name === '' ? 'The request' : name}: ${first?.message ?? 'not as the contract says'}.`
}

/** Undefined for more than a body may have, which is then not read to its end. */
async function readBytes(request: Request): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > BYTES_MAX) return undefined
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > BYTES_MAX) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
