const NUL = '\0'
const NUL_SHOWN = '\u2400' // the sign that stands for it in print

/**
 * A text as PostgreSQL can keep it: the one character that it refuses, NUL, becomes the sign that is printed for it. Files bring
 * it where a sender pads with it or a line was cut; the file itself is kept as it came.
 */
export function storableText(text: string): string {
  return text.includes(NUL) ? text.replaceAll(NUL, NUL_SHOWN) : text
}

/** The JSON text of a value as jsonb takes it: without NUL, and without half characters. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value)
  // Both are written as escapes; whether one is meant, or only looks like it, is for the slow way to find out.
  if (!text.includes('\\u')) return text
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' ? storableText(inner).toWellFormed() : inner,
  )
}

/** A parameter of a statement: texts and lists of texts are made storable, everything else is left alone. */
export function storableParameter(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storableParameter)
  return value
}
