/** The header with which every request that changes something is known when it comes again. */
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key'

const KEY_CHARACTERS_MAX = 255
const PRINTABLE = /^[ -~]+$/

/** A key, or the refusal with its sentence. */
export type IdempotencyKeyRead =
  | { readonly at: 'key'; readonly key: string }
  | {
      readonly at: 'refused'
      readonly refused: 'idempotency_key_missing' | 'idempotency_key_invalid'
      readonly why: string
    }

/**
 * Reads the header: 1 to 255 printable ASCII characters, taken as they stand but for spaces around them. A key is the sender's
 * own: a new one for each thing that is to happen, the same for each time it is sent.
 */
export function readIdempotencyKey(header: string | undefined): IdempotencyKeyRead {
  const key = header?.trim() ?? ''
  if (key === '')
    return {
      at: 'refused',
      refused: 'idempotency_key_missing',
      why: 'A request that changes something carries the header Idempotency-Key, so that it has one effect however often it is sent. Send it with a key of its own, such as a random UUID.',
    }
  if (key.length > KEY_CHARACTERS_MAX || !PRINTABLE.test(key))
    return {
      at: 'refused',
      refused: 'idempotency_key_invalid',
      why: `An Idempotency-Key has at most ${KEY_CHARACTERS_MAX} characters, all of them printable ASCII. A random UUID is one.`,
    }
  return { at: 'key', key }
}
