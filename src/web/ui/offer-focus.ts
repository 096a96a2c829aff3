/** Gives a form that came by itself the keyboard, unless somebody is typing outside it: what they type stays where they type it. */
export function offerFocus(form: HTMLElement | null, field: HTMLElement | null | undefined): void {
  const at = document.activeElement
  const isTyping = at?.matches('input, textarea, select') === true && form?.contains(at) !== true
  if (!isTyping) field?.focus()
}
