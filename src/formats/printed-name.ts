/**
 * A name as the records of every format can hold it: capitals, digits and the marks of ASCII. Accents fall away, a letter that
 * has no plain one becomes a blank; cut at `widthMax`. Empty for a name in which nothing is left.
 */
export function printedName(name: string, widthMax: number): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\x21-\x7e]+/g, ' ')
    .trim()
    .slice(0, widthMax)
    .trimEnd()
}
