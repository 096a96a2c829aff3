/**
 * A queue of work: data of a pack, of which an institution may say otherwise what it is called and asks for, and which kinds lie in it
 * (`QueueSetting`). People are handed cases from the queues whose skill they have, whose credential they hold
 * and whose role they have at least.
 */
export interface Queue {
  /** For people: `ACH returns and corrections`. */
  readonly title: string
  /** What one must have learned. */
  readonly skill: string
  /** What one must be certified for, unexpired; left out where the work asks for none. */
  readonly credential?: string
  /** The least role that may take its cases. */
  readonly leastRole: WorkRole
}

/** Roles that take cases, the least first. An agent works as an associate does, at most. */
export const WORK_ROLES = ['aop', 'ps', 'sps'] as const
export type WorkRole = (typeof WORK_ROLES)[number]
const NAMES: readonly string[] = WORK_ROLES

/** How far up a role stands among those that take cases, from 1; 0 for a role that takes none, such as a reviewer's. */
export function rankOf(role: string): number {
  return role === 'agent' ? 1 : NAMES.indexOf(role) + 1
}

/** The higher of two. */
export function higherRole(a: WorkRole, b: WorkRole): WorkRole {
  return rankOf(a) >= rankOf(b) ? a : b
}
