/** What people of the field call the fields of a format, by the names that our records have. */
export type FieldTitles = Readonly<Record<string, string>>

/** `account` is `DFI account number`. A name that the table does not have is shown as its words: `totalDebit`, `total debit`. */
export function fieldTitle(titles: FieldTitles, name: string): string {
  const title = Object.hasOwn(titles, name) ? titles[name] : undefined
  return title ?? name.replaceAll(/(?<=[a-z])[A-Z]|\d+$/g, start => ` ${start.toLowerCase()}`).trim()
}
