import type { Session } from '../../contract/session.ts'
import { ACTS } from '../../core/authority/act.ts'
import { ROLE_NAMES, type Role } from '../../core/authority/role.ts'

/** A page of the frame's list, and who is shown the way to it. Whoever may not use it is refused by the server all the same. */
export interface ShellPage {
  readonly to:
    | '/'
    | '/work'
    | '/receipts'
    | '/exceptions'
    | '/approvals'
    | '/escalations'
    | '/letters'
    | '/documents'
    | '/returns'
    | '/proof'
    | '/day-close'
    | '/pends'
    | '/queues'
    | '/people'
    | '/audit'
  readonly title: string
  readonly roles: readonly Role[]
}

/** In the order in which they stand. */
const PAGES: readonly ShellPage[] = [
  { to: '/', title: 'Today', roles: ROLE_NAMES },
  { to: '/work', title: 'Work', roles: ACTS.claim.roles },
  { to: '/pends', title: 'Pends', roles: [...ACTS.claim.roles, ...ACTS.reassign.roles] },
  { to: '/queues', title: 'Queues', roles: [...ACTS.claim.roles, 'supervisor'] },
  { to: '/receipts', title: 'Receipts', roles: ROLE_NAMES },
  { to: '/exceptions', title: 'Exceptions', roles: ROLE_NAMES },
  { to: '/approvals', title: 'Approvals', roles: [...ACTS.claim.roles, ...ACTS.review.roles] },
  { to: '/escalations', title: 'Escalations', roles: [...ACTS.escalate.roles, ...ACTS.answer.roles] },
  { to: '/letters', title: 'Letters', roles: [...ACTS.contact.roles, 'supervisor', 'qc'] },
  { to: '/documents', title: 'Documents', roles: [...ACTS.contact.roles, 'supervisor', 'qc'] },
  { to: '/returns', title: 'Returns', roles: ROLE_NAMES },
  { to: '/people', title: 'People', roles: ['sps', 'supervisor', 'qc', 'engineer'] },
  { to: '/proof', title: 'Proof', roles: ROLE_NAMES },
  { to: '/day-close', title: 'Day close', roles: ROLE_NAMES },
  { to: '/audit', title: 'Audit', roles: ACTS.read_audit.roles },
]

/** Those of somebody; none while it is not known who it is, so that nothing moves when it is. */
export function pagesFor(session: Session | undefined): readonly ShellPage[] {
  return session === undefined ? [] : PAGES.filter(({ roles }) => holds(session, roles))
}

/** Whether somebody holds one of these roles. */
export function holds(session: Session, roles: readonly Role[]): boolean {
  return session.roles.some(one => roles.includes(one.role))
}

/** Whether work is handed to somebody. */
export function takesWork(session: Session): boolean {
  return holds(session, ACTS.claim.roles)
}

/** Whether somebody gives work to others. */
export function leadsWork(session: Session): boolean {
  return holds(session, ACTS.reassign.roles)
}

const DECIDERS: readonly Role[] = [...ACTS.claim.roles, 'supervisor']

/** Whether what may be done is asked for somebody at all: others see what may be, and do nothing. */
export function decides(session: Session): boolean {
  return holds(session, DECIDERS)
}
