declare module 'pg/lib/utils.js' {
  /** The value as the driver sends it: texts as they are, lists as PostgreSQL writes them, bytes in their binary form. */
  export function prepareValue(value: unknown): string | Buffer | null
}
