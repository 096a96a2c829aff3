const CHARACTERS_MAX = 2000

/**
 * The way back to where somebody was: a path of this server, else its first page. An address in a link must not lead away from it,
 * also not by what browsers take for a slash (a backslash) or leave out (a tab, a line end; WHATWG URL, 4.4).
 */
export function ownPath(back: string | undefined): string {
  if (back === undefined || back.length > CHARACTERS_MAX) return '/'
  const isOwn = /^\/(?!\/)/.test(back) && ![...back].some(isForeign)
  return isOwn && !back.startsWith('/sign-in') ? back : '/'
}

function isForeign(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return character === '\\' || code < 0x20 || (code >= 0x7f && code < 0xa0)
}
