/** `1 item`, `2 items`, `1 batch`, `0 batches`; `many` where the plural is another. */
export function counted(count: number | bigint, noun: string, many?: string): string {
  return `${count} ${nounFor(count, noun, many)}`
}

/** The noun alone, for a count that is written otherwise. */
export function nounFor(count: number | bigint, noun: string, many = plural(noun)): string {
  return Number(count) === 1 ? noun : many
}

function plural(noun: string): string {
  return noun + (/(?:ch|s|x)$/.test(noun) ? 'es' : 's')
}
