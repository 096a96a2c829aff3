import type { DeadlineRule } from './rule.ts'
import { ACH_RETURN_RULES } from './rules-ach.ts'
import { ACH_NOTICE_RULES } from './rules-ach-notices.ts'
import { ADJUSTMENT_RULES } from './rules-adjustment.ts'
import { CHECK_RULES, SUBSTITUTE_CHECK_RULES } from './rules-check.ts'
import { CLAIMS_RULES, RETENTION_RULES } from './rules-claims.ts'
import { DESK_RULES } from './rules-desk.ts'
import { REG_E_RULES } from './rules-reg-e.ts'

/** Every deadline rule there is, by its id: a closed registry. Packs name rules by `RuleId`, so a wrong name does not compile. */
export const RULES = {
  ...ACH_RETURN_RULES,
  ...ACH_NOTICE_RULES,
  ...CHECK_RULES,
  ...SUBSTITUTE_CHECK_RULES,
  ...ADJUSTMENT_RULES,
  ...REG_E_RULES,
  ...CLAIMS_RULES,
  ...RETENTION_RULES,
  ...DESK_RULES,
} as const satisfies Readonly<Record<string, DeadlineRule>>

export type RuleId = keyof typeof RULES

export function isRuleId(text: string): text is RuleId {
  return Object.hasOwn(RULES, text)
}

/** What has to be done by then, in words; of a rule of another version of the program its name. */
export function actOfRule(rule: string): string {
  return isRuleId(rule) ? RULES[rule].act : rule
}

/** One line per rule, in the order of the registry. */
export interface RuleLine {
  readonly id: RuleId
  readonly area: string
  readonly act: string
  readonly starts: string
  readonly citation: string
}

export function listRules(): readonly RuleLine[] {
  return Object.values(RULES).map((rule: DeadlineRule) => ({
    id: rule.id as RuleId, // the registry's keys are its rules' ids (tested)
    area: rule.area,
    act: rule.act,
    starts: rule.starts,
    citation: (rule.versions.at(-1) ?? rule.versions[0]).citation,
  }))
}
