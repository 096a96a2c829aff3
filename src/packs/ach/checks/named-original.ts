import type { AchItem } from '../item.ts'

/** What an answer says of the entry that it is about, for sentences: `trace 091000010000007`, or `no trace` where the field is blank. */
export function namedOriginal({ originalTrace }: AchItem): string {
  return originalTrace.trim() === '' ? 'no trace' : `trace ${originalTrace}`
}
