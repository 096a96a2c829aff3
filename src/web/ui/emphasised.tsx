/** A text in which a pair of asterisks marks emphasis, as procedures have it. */
export function Emphasised({ text }: { readonly text: string }) {
  // Split at the marks, every second piece was between two of them.
  return text.split('*').map((piece, index) => {
    const place = `${index}${piece}`
    return index % 2 === 1 ? <em key={place}>{piece}</em> : <span key={place}>{piece}</span>
  })
}
