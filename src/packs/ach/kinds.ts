import type { Finding } from '../../core/exception.ts'
import type { AchKindSpec } from './ach-kind.ts'
import { ACCOUNT_KINDS } from './kinds/account-kinds.ts'
import { ANSWER_KINDS } from './kinds/answer-kinds.ts'
import { AUTHORITY_KINDS } from './kinds/authority-kinds.ts'
import { ENTRY_KINDS } from './kinds/entry-kinds.ts'
import { INTAKE_KINDS } from './kinds/intake-kinds.ts'

/** Every kind of exception of this pack: a closed table. */
export const ACH_KINDS = {
  ...INTAKE_KINDS,
  ...ENTRY_KINDS,
  ...ACCOUNT_KINDS,
  ...AUTHORITY_KINDS,
  ...ANSWER_KINDS,
} as const satisfies Readonly<Record<string, AchKindSpec>>

export type AchKind = keyof typeof ACH_KINDS

/** What a check of this pack found: its kind is in the table. */
export type AchFinding = Finding<AchKind>
