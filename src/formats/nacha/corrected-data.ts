import { invariant } from '../../core/invariant.ts'

/** What a notification of change asks the originator to correct, by its code. Texts are without blanks around them. */
export interface CorrectedData {
  readonly account?: string
  /** Nine digits. */
  readonly routing?: string
  readonly transactionCode?: string
  readonly name?: string
  readonly individualId?: string
  readonly companyName?: string
  readonly companyId?: string
}

type Part = keyof CorrectedData

/** Where each part stands in the 29 columns of corrected data (1-based, inclusive), by change code. */
const PARTS = {
  C01: [['account', 1, 17]],
  C02: [['routing', 1, 9]],
  C03: [
    ['routing', 1, 9],
    ['account', 13, 29],
  ],
  C04: [['name', 1, 22]],
  C05: [['transactionCode', 1, 2]],
  C06: [
    ['account', 1, 17],
    ['transactionCode', 21, 22],
  ],
  C07: [
    ['routing', 1, 9],
    ['account', 10, 26],
    ['transactionCode', 27, 28],
  ],
  C09: [['individualId', 1, 22]],
  C10: [['companyName', 1, 16]],
  C11: [['companyId', 1, 10]],
  C12: [
    ['companyName', 1, 16],
    ['companyId', 20, 29],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [Part, number, number])[]>>

export type CorrectingCode = keyof typeof PARTS

/**
 * Reads corrected data by the columns of the change code. Where a part's columns do not hold what the part must be (a routing
 * number of nine digits, a code of two) but the words of the text do, the words are taken: producers are met that part them
 * by one blank. Undefined when neither gives every part, and for codes that correct nothing by columns (C08, C13, C14).
 */
export function parseCorrectedData(code: string, text: string): CorrectedData | undefined {
  if (!isCorrectingCode(code)) return undefined
  const parts: readonly (readonly [Part, number, number])[] = PARTS[code]
  const byColumns = parts.map(([part, from, to]) => [part, text.slice(from - 1, to).trim()] as const)
  const covered = byColumns.every(([part, value]) => fits(part, value)) && isBlankBetween(parts, text)
  if (covered) return Object.fromEntries(byColumns)
  const words = text.trim().split(/ +/)
  if (words.length !== parts.length) return undefined
  const byWords = parts.map(([part], index) => [part, words[index] ?? ''] as const)
  return byWords.every(([part, value]) => fits(part, value)) ? Object.fromEntries(byWords) : undefined
}

/** Writes corrected data into its 29 columns. A defect when a part that the code needs is missing or does not fit. */
export function formatCorrectedData(code: CorrectingCode, data: CorrectedData): string {
  const columns = Array.from({ length: 29 }, () => ' ')
  const parts: readonly (readonly [Part, number, number])[] = PARTS[code]
  for (const [part, from, to] of parts) {
    const value = data[part] ?? ''
    invariant(
      fits(part, value) && value.length <= to - from + 1,
      `nacha: ${code} needs ${part} in ${to - from + 1} columns`,
    )
    for (let i = 0; i < value.length; i++) columns[from - 1 + i] = value.charAt(i)
  }
  return columns.join('').trimEnd()
}

function isCorrectingCode(code: string): code is CorrectingCode {
  return Object.hasOwn(PARTS, code)
}

/** True when no character stands outside the parts' columns: else the columns are not how this text is built. */
function isBlankBetween(parts: readonly (readonly [Part, number, number])[], text: string): boolean {
  return Array.from(text).every(
    (character, index) => character === ' ' || parts.some(([, from, to]) => index + 1 >= from && index + 1 <= to),
  )
}

function fits(part: Part, value: string): boolean {
  if (part === 'routing') return /^\d{9}$/.test(value)
  if (part === 'transactionCode') return /^\d{2}$/.test(value)
  return value !== ''
}
