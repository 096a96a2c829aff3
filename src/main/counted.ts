/** `1 item`, `2 items`, `1 batch`, `0 batches`. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`
  return `${count} ${noun}${/(?:ch|s|x)$/.test(noun) ? 'es' : 's'}`
}
