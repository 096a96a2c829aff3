/** What whoever asks about no item in particular is told of a share that is looked at (see `Allowed`). */
export function shareWords(percent: number): string {
  const are = percent === 1 ? 'is' : 'are'
  return `Of a hundred such acts ${percent} ${are} looked at before they count; which, is drawn item by item, and nobody foresees it.`
}
