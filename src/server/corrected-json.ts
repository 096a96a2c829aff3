import type { CorrectedField } from '../core/correction.ts'
import { mask } from '../core/fault.ts'

/** A corrected value for people: masked as the field is in whose place it stands. */
export function correctedJson({ field, value, sensitive }: CorrectedField): { field: string; value: string } {
  return { field, value: sensitive === undefined ? value : mask(value, sensitive) }
}
