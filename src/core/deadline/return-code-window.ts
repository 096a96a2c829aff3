import type { RuleId } from './rules.ts'

/** Which clock a return code runs on. */
export type CodeWindow =
  | { readonly at: 'rule'; readonly rule: RuleId }
  /** The banks agree on it, or other rules than the network's hold; `why` says who to ask. */
  | { readonly at: 'agreed'; readonly why: string }

const RETURN: CodeWindow = { at: 'rule', rule: 'ach-return' }
const EXTENDED: CodeWindow = { at: 'rule', rule: 'ach-return-extended' }
const REFUSED_CREDIT: CodeWindow = { at: 'rule', rule: 'ach-return-refused-credit' }
const OPERATOR: CodeWindow = { at: 'rule', rule: 'ach-operator-reject' }
const ENROLLMENT: CodeWindow = { at: 'rule', rule: 'ach-return-enrollment' }
const DISHONOR: CodeWindow = { at: 'rule', rule: 'ach-dishonor' }
const CONTEST: CodeWindow = { at: 'rule', rule: 'ach-contest' }
const BY_REQUEST: CodeWindow = {
  at: 'agreed',
  why: 'R06 has no fixed window: the RDFI returns as agreed with the ODFI, and answers its request by rule ach-r06-answer. Published tables differ (none, or 60 days).',
}
const BY_AGREEMENT: CodeWindow = {
  at: 'agreed',
  why: 'R31 has no fixed window: the RDFI may return a CCD or CTX entry late only with the agreement of the ODFI.',
}
const GATEWAY: CodeWindow = {
  at: 'agreed',
  why: 'R80 to R85 follow the rules of the gateway of the international payment: ask the gateway.',
}

/** Every ACH return code and its clock. Codes that the ACH operator sets run on the operator's clock. */
export const ACH_RETURN_CODE_WINDOWS = {
  R01: RETURN,
  R02: RETURN,
  R03: RETURN,
  R04: RETURN,
  R05: EXTENDED,
  R06: BY_REQUEST,
  R07: EXTENDED,
  R08: RETURN,
  R09: RETURN,
  R10: EXTENDED,
  R11: EXTENDED,
  R12: RETURN,
  R13: OPERATOR,
  R14: RETURN,
  R15: RETURN,
  R16: RETURN,
  R17: RETURN,
  R18: OPERATOR,
  R19: OPERATOR,
  R20: RETURN,
  R21: RETURN,
  R22: RETURN,
  R23: REFUSED_CREDIT,
  R24: RETURN,
  R25: OPERATOR,
  R26: OPERATOR,
  R27: OPERATOR,
  R28: OPERATOR,
  R29: RETURN,
  R30: OPERATOR,
  R31: BY_AGREEMENT,
  R32: OPERATOR,
  R33: EXTENDED,
  R34: OPERATOR,
  R35: OPERATOR,
  R36: OPERATOR,
  R37: EXTENDED,
  R38: EXTENDED,
  R39: RETURN,
  R40: ENROLLMENT,
  R41: ENROLLMENT,
  R42: ENROLLMENT,
  R43: ENROLLMENT,
  R44: ENROLLMENT,
  R45: ENROLLMENT,
  R46: ENROLLMENT,
  R47: ENROLLMENT,
  R50: RETURN,
  R51: EXTENDED,
  R52: EXTENDED,
  R53: EXTENDED,
  R61: DISHONOR,
  R62: DISHONOR,
  R67: DISHONOR,
  R68: DISHONOR,
  R69: DISHONOR,
  R70: DISHONOR,
  R71: CONTEST,
  R72: CONTEST,
  R73: CONTEST,
  R74: CONTEST,
  R75: CONTEST,
  R76: CONTEST,
  R77: CONTEST,
  R80: GATEWAY,
  R81: GATEWAY,
  R82: GATEWAY,
  R83: GATEWAY,
  R84: GATEWAY,
  R85: GATEWAY,
} as const satisfies Readonly<Record<`R${number}`, CodeWindow>>

export type AchReturnCode = keyof typeof ACH_RETURN_CODE_WINDOWS

export function isAchReturnCode(text: string): text is AchReturnCode {
  return Object.hasOwn(ACH_RETURN_CODE_WINDOWS, text)
}

/** The window of a code; undefined when there is no such code. */
export function windowOfAchReturnCode(code: string): CodeWindow | undefined {
  return isAchReturnCode(code) ? ACH_RETURN_CODE_WINDOWS[code] : undefined
}

/** The rule of a code; undefined when there is no such code, or it has no fixed window. */
export function ruleForReturnCode(code: string): RuleId | undefined {
  const window = windowOfAchReturnCode(code)
  return window?.at === 'rule' ? window.rule : undefined
}
