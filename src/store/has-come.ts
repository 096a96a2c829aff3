/**
 * Whether what a letter asked for has come, as SQL: a document that is attached to the exception and answers the letter. Beside a row of
 * `exception`; `org` names the institution's first shard.
 */
export function hasCome(letter: string, org: string): string {
  return `exists (
      select from document
      where document.shard between ${org} and ${org} + 1023 and document.exception_shard = exception.shard and document.exception_id = exception.id
        and document.state = 'attached' and document.letter = ${letter})`
}
