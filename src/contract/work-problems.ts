import type { WorkRefusal } from '../core/work/work-refusal.ts'

/** Every named no to an act on a case, in the order of precedence that the engine has. */
export const WORK_PROBLEMS = {
  person_not_found: { status: 404, title: 'There is no such person' },
  act_not_allowed: { status: 403, title: 'This person may not do this' },
  case_not_found: { status: 404, title: 'There is no such case' },
  lease_lost: { status: 409, title: 'The case is not yours any more' },
  desk_full: { status: 409, title: 'The desk is full' },
  skips_used_up: { status: 409, title: 'No more skips today' },
  wake_in_the_past: { status: 422, title: 'That moment has passed' },
  wake_too_late: { status: 422, title: 'It has to be decided before that moment' },
  wake_unknown: { status: 422, title: 'There is nothing by this key to wait for' },
  wake_came: { status: 409, title: 'What it would wait for came already' },
  not_parked: { status: 409, title: 'The case is not put aside' },
  not_pended: { status: 409, title: 'The case does not wait for this person' },
  people_refused: { status: 409, title: 'This change of people is not possible' },
  queue_not_found: { status: 404, title: 'There is no such queue' },
  account_not_found: { status: 404, title: 'There is no such account' },
  nobody_there: { status: 409, title: 'That person is not there' },
  may_not_take: { status: 409, title: 'This person may not have this case' },
} as const satisfies Readonly<
  Record<
    | WorkRefusal['refused']
    | 'person_not_found'
    | 'act_not_allowed'
    | 'queue_not_found'
    | 'account_not_found'
    | 'people_refused',
    { status: number; title: string }
  >
>
