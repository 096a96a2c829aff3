/**
 * A fault is one thing found wrong in bytes that were received: where it is, what stood there and what should have.
 * Faults are data, never thrown: reading goes on with whatever can still be read, and `rest` says what that is.
 */

/** What the fault makes unusable: the whole file, one batch (bundle) of it, or one item. */
export type FaultScope = 'file' | 'batch' | 'item'

/** Kinds of personal data that must be masked wherever a person or a log sees them. */
export type Sensitive = 'account' | 'name' | 'tax-id'

/** What happens to the bytes around the fault. */
export type FaultRest =
  | 'read on' // a warning: nothing is left out
  | 'item left out' // the item is excepted, its neighbours are processed
  | 'batch left out' // the batch is quarantined with its value, the other batches are processed
  | 'file left out' // nothing of the file is processed

export interface Fault {
  /** From the format's closed list, for example `entry-hash`. Kebab case. */
  readonly code: string
  readonly scope: FaultScope
  readonly rest: FaultRest
  /** 1-based line of a text file. */
  readonly line?: number
  /** 1-based record of a framed file, or of a text file without line ends. */
  readonly record?: number
  /** 1-based byte position in the line or record. */
  readonly column?: number
  /** Field in the format's own words, for example `totalDebit`. */
  readonly field?: string
  /** What stood there, at most 64 characters. Never repeated in `message`, so that it can be masked. */
  readonly found?: string
  readonly expected?: string
  /** Set when `found` and `expected` are personal data, or may be. */
  readonly sensitive?: Sensitive
  /** Set when only one of them is: what is expected may be words of ours, what was found a number that stands where it belongs. */
  readonly sensitiveIn?: 'found' | 'expected'
  /** 0-based ordinals in the file, where known. */
  readonly batch?: number
  readonly item?: number
  /** One sentence that tells a person what is wrong and what to do. Holds no personal data. */
  readonly message: string
}

/** The same fault, or finding, with personal data masked: accounts keep their last four characters, names and tax ids nothing. */
export function maskFault<Found extends Pick<Fault, 'found' | 'expected' | 'sensitive' | 'sensitiveIn'>>(
  fault: Found,
): Found {
  if (fault.sensitive === undefined) return fault
  const hidden = (name: 'found' | 'expected') => {
    const text = fault[name]
    const isOpen = text === undefined || (fault.sensitiveIn !== undefined && fault.sensitiveIn !== name)
    return isOpen ? {} : { [name]: mask(text, fault.sensitive as Sensitive) }
  }
  return { ...fault, ...hidden('found'), ...hidden('expected') }
}

/** Masks one value: an account keeps its last four characters when it is longer than six, everything else is hidden. */
export function mask(text: string, kind: Sensitive): string {
  const trimmed = text.trim()
  if (kind !== 'account' || trimmed.length <= 6) return '•'.repeat(Math.min(trimmed.length, 8))
  return '•'.repeat(Math.min(trimmed.length - 4, 8)) + trimmed.slice(-4)
}
