/** A text in which a pair of asterisks marks emphasis and a pair of backticks a name as it is written, as procedures have them. */
export function Emphasised({ text }: { readonly text: string }) {
  // Split with the marked pieces kept, every second piece is one of them.
  return text.split(/(\*[^*]+\*|`[^`]+`)/).map((piece, index) => {
    const place = `${index}${piece}`
    if (index % 2 === 0) return <span key={place}>{piece}</span>
    const words = piece.slice(1, -1)
    return piece.startsWith('*') ? <em key={place}>{words}</em> : <code key={place}>{words}</code>
  })
}
