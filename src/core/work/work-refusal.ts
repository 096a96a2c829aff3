/** A named no to an act on a case. */
export interface WorkRefusal {
  /** In order of precedence. */
  readonly refused:
    | 'case_not_found'
    | 'lease_lost'
    | 'desk_full'
    | 'skips_used_up'
    | 'wake_in_the_past'
    | 'wake_too_late'
    | 'wake_unknown'
    | 'wake_came'
    | 'not_parked'
    | 'not_pended'
    | 'nobody_there'
    | 'may_not_take'
  /** One sentence: why, and what would change it. */
  readonly detail: string
  /** Who has the case now, of a lost lease; undefined for nobody. */
  readonly holder?: number
}

export function isWorkRefusal(value: object): value is WorkRefusal {
  return 'refused' in value
}
