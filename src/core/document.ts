import { ACH_RETURN_CODES } from './codes/ach-return-codes.ts'
import { CHECK_RETURN_CODES } from './codes/check-return-codes.ts'
import type { HoldReason } from './hold.ts'

/**
 * Documents: papers that came for a case. What a party is asked to give and what comes of it have the same names, so that what comes
 * finds what waits for it.
 */
export type DocumentKind = HoldReason

/** The papers without which some reason codes do not go out, and how a sentence calls each. */
export const PAPERS = {
  statement: 'the customer’s written statement that the debit was not authorized',
  affidavit: 'the customer’s affidavit that the check is forged',
} as const satisfies Readonly<Partial<Record<DocumentKind, string>>>
export type Paper = keyof typeof PAPERS

export function isPaper(kind: DocumentKind): kind is Paper {
  return Object.hasOwn(PAPERS, kind)
}

/** `ended`: it belongs to no case, and somebody said what became of it. */
export const DOCUMENT_STATES = ['waiting', 'attached', 'ended'] as const
export type DocumentState = (typeof DOCUMENT_STATES)[number]

/** The most that one document may have: a long scan. */
export const DOCUMENT_BYTES_MAX = 32 * 2 ** 20

/** Which document: its bucket, and its number there. */
export interface DocumentKey {
  readonly shard: number
  readonly id: number
}

/** A document's number as people write it: `1101-7`. */
export function documentNumber({ shard, id }: DocumentKey): string {
  return `${shard}-${id}`
}

/** The key of a number that was checked to be one. */
export function documentKeyOf(text: string): DocumentKey {
  const [shard = '', id = ''] = text.split('-')
  return { shard: Number(shard), id: Number(id) }
}

/** What a document quotes: a letter of ours, an item, or anything else. */
export type Quoted =
  | { readonly is: 'letter'; readonly number: string }
  | { readonly is: 'item'; readonly id: number }
  | { readonly is: 'nothing of ours' }

export function quotedIn(reference: string): Quoted {
  const [, number] = /^(?:letter )?(\d{1,15}-\d{1,15}-\d{1,6})$/i.exec(reference.trim()) ?? []
  if (number !== undefined) return { is: 'letter', number }
  const [, item] = /^(?:item )?(\d{1,15})$/i.exec(reference.trim()) ?? []
  return item === undefined ? { is: 'nothing of ours' } : { is: 'item', id: Number(item) }
}

const NEEDS: Readonly<Record<string, { readonly sentence: string; readonly needs?: string }>> = {
  ...ACH_RETURN_CODES,
  ...CHECK_RETURN_CODES,
}

/** The paper without which a reason code does not go out; undefined for a code that needs none. */
export function paperOf(code: string): Paper | undefined {
  const needs = NEEDS[code]?.needs
  if (needs === 'written statement') return 'statement'
  return needs === 'affidavit' ? 'affidavit' : undefined
}

/** Why a code does not go out without its paper, as a sentence; undefined where it is there, or none is needed, or nobody asks. */
export function withoutPaper(code: string, onFile: ReadonlySet<DocumentKind> | undefined): string | undefined {
  const paper = onFile === undefined ? undefined : paperOf(code)
  if (paper === undefined || onFile?.has(paper) === true) return undefined
  return `${code} goes out only with ${PAPERS[paper]}: ask for it (hold, awaiting ${paper}), and receive it as a document when it comes.`
}

/** One line of the checklist of an exception: a paper that a way out needs, or that somebody was asked for, and where it is. */
export interface ChecklistLine {
  readonly kind: DocumentKind
  /** The reason codes that need it; none where somebody asked for it of their own. */
  readonly codes: readonly string[]
  readonly is: 'here' | 'asked for' | 'missing'
}

/** What there is to know for a checklist. */
export interface ChecklistFacts {
  /** The reason codes that may be used but for a paper. */
  readonly codes: readonly string[]
  /** A customer claims, and says so in writing whatever becomes of it. */
  readonly isClaim: boolean
  readonly onFile: ReadonlySet<DocumentKind>
  /** What the hold that runs awaits, while nothing has come of it. */
  readonly awaited: DocumentKind | undefined
}

/** Which papers the ways out need, and which of them are there: those that codes need first. */
export function checklistOf({ codes, isClaim, onFile, awaited }: ChecklistFacts): readonly ChecklistLine[] {
  const needed = Map.groupBy(codes, paperOf)
  needed.delete(undefined)
  const claimed: readonly DocumentKind[] = isClaim ? ['statement'] : []
  const kinds = new Set<DocumentKind | undefined>([...needed.keys(), ...claimed, ...onFile, awaited])
  return [...kinds].flatMap(kind => {
    if (kind === undefined) return []
    const is = onFile.has(kind) ? 'here' : kind === awaited ? 'asked for' : 'missing'
    return [{ kind, codes: needed.get(kind as Paper) ?? [], is }] as const // a kind that no code needs has none
  })
}

/** A letter that asks for a paper and that nobody said was sent. */
export interface UnsentAsking {
  readonly awaits: DocumentKind
  readonly requestedAt: Temporal.Instant
}

/**
 * The paper that a letter asks for, of those that are attached to its exception: one that came for it before the letter was asked for is
 * why somebody asked once more. Undefined as long as the letter has to go.
 */
export function overtakes<Paper extends { readonly kind: DocumentKind; readonly attachedAt: Temporal.Instant }>(
  { awaits, requestedAt }: UnsentAsking,
  attached: readonly Paper[],
): Paper | undefined {
  return attached.find(
    ({ kind, attachedAt }) => kind === awaits && Temporal.Instant.compare(attachedAt, requestedAt) >= 0,
  )
}
