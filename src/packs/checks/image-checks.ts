import type { Check } from './check.ts'

/** Checks of the picture itself. Where the engine has not read it, nothing is said about it. */

/** No image came, and the record does not say that the paper does. */
export const imageMissing: Check = (item, _facts, { image }) => {
  if (item.form !== 'check' || image?.status !== 'missing' || PAPER_FOLLOWS.has(item.documentationType))
    return undefined
  return {
    kind: 'image-missing',
    field: 'documentationType',
    column: 73,
    found: item.documentationType,
    expected: 'image views (50, 52) after the record',
    facts: { views: item.imageViews },
  }
}

/** There is an image, but it is black, blank, broken or no picture at all. */
export const imageUnusable: Check = (item, _facts, { image }) => {
  if (item.form !== 'check' || image?.status !== 'unusable') return undefined
  return {
    kind: 'image-unusable',
    expected: 'a picture of the front',
    facts: { why: (image.why ?? 'It cannot be opened').replace(/\.$/, '') },
  }
}

/** Documentation types of record 25 that announce paper instead of an image in the file. */
export const PAPER_FOLLOWS: ReadonlySet<string> = new Set(['A', 'B', 'E', 'F'])
