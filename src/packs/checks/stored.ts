/** Text that a database can hold: a control character becomes one `?`, so that columns stay where they are. */
export function stored(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
}
