import { type ExportEnd, type ExportLine, endText } from './audit-export.ts'

/** The last line of an export, beside what was counted and hashed of the lines before it. */
export interface CheckedEnd {
  readonly told: ExportLine & { readonly is: 'end' }
  readonly counted: ExportEnd
}

const COUNTS = {
  chains: 'chains',
  links: 'links',
  events: 'events',
  signed: 'lines of signed heads',
} as const satisfies Partial<Record<keyof ExportEnd, string>>

/** What the last line says that is not so, one sentence each. */
export function endProblems(
  { told, counted }: CheckedEnd,
  isSigned: ((text: string, signature: string) => boolean) | undefined,
): readonly string[] {
  const keys = Object.keys(COUNTS) as readonly (keyof typeof COUNTS)[] // the keys of a constant
  const problems = keys
    .filter(key => told.end[key] !== counted[key])
    .map(key => `The end of the export tells of ${told.end[key]} ${COUNTS[key]}, and there are ${counted[key]}.`)
  if (told.end.sha256 !== counted.sha256)
    problems.push('The lines of the export are not those that were written: their SHA-256 is another one.')
  if (isSigned !== undefined && told.signature === null)
    problems.push('The end of the export is not signed, and a key was given to check it.')
  else if (isSigned !== undefined && told.signature !== null && !isSigned(endText(told.end), told.signature))
    problems.push('The end of the export is not signed with the key that was given.')
  return problems
}
