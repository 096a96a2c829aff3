import type { Fault, FaultRest, FaultScope, Sensitive } from '../../core/fault.ts'
import { BATCH_FAULTS } from './batch-faults.ts'
import { ENTRY_FAULTS } from './entry-faults.ts'
import type { FaultKind } from './fault-kind.ts'
import { FRAME_FAULTS } from './frame-faults.ts'

/**
 * Every fault that the reader can report: a closed list. What each leaves out is decided here once, by one question: can
 * what is left be posted without guessing? README.md gives the reasons by group.
 */
export const FAULTS = { ...FRAME_FAULTS, ...BATCH_FAULTS, ...ENTRY_FAULTS } as const satisfies Readonly<
  Record<string, FaultKind>
>

export type NachaFaultCode = keyof typeof FAULTS

/** A fault of this format: its code is from the closed list. */
export type NachaFault = Fault & {
  readonly code: NachaFaultCode
  readonly field: string
  readonly found: string
  readonly expected: string
}

/** Where a fault stands, what was found there and what should have been: all of it, so that a person can look it up and ask. */
export interface FaultPlace {
  readonly line: number
  readonly column: number
  /** Of the layout; `record` or `file` where it is the bytes as a whole, `recordType` where another record should stand. */
  readonly field: string
  readonly found: string
  readonly expected: string
  readonly sensitive?: Sensitive
  readonly sensitiveIn?: 'found' | 'expected'
  readonly batch?: number
  readonly item?: number
  /** When the place decides otherwise than the list. */
  readonly rest?: FaultRest
  readonly scope?: FaultScope
}

/** The fault of a code at a place. Text is cut to 64 characters. */
export function faultAt(code: NachaFaultCode, place: FaultPlace): NachaFault {
  const kind: FaultKind = FAULTS[code]
  const { found, expected, ...rest } = place
  return {
    code,
    scope: kind.scope,
    rest: kind.rest,
    message: kind.message,
    ...rest,
    record: place.line,
    found: found.slice(0, 64),
    expected: expected.slice(0, 64),
  }
}
