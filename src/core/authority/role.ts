/** What somebody is in the house. A person may hold several, of their own or through a team. */
export const ROLES = {
  aop: 'Associate Operations Processor',
  ps: 'Processing Specialist',
  sps: 'Senior Processing Specialist',
  supervisor: 'Supervisor',
  qc: 'QC reviewer',
  engineer: 'Operations engineer',
  agent: 'Agent',
} as const
export type Role = keyof typeof ROLES

/** Every role, in the order in which lists of people show them. */
export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[] // its own keys

/** The roles of humans. */
export const HUMAN_ROLES = ROLE_NAMES.filter(role => role !== 'agent')

/** How sentences name a role: short where people say it short. */
export const ROLE_WORDS = {
  aop: 'AOP',
  ps: 'PS',
  sps: 'SPS',
  supervisor: 'supervisor',
  qc: 'QC',
  engineer: 'engineer',
  agent: 'agent',
} as const satisfies Record<Role, string>

/** Who acts: a human, or an agent or a service account behind which a human answers. */
export const PERSON_KINDS = ['human', 'agent', 'service'] as const
export type PersonKind = (typeof PERSON_KINDS)[number]

/** What somebody takes cases as by a role: an agent is an associate at most, whatever it was given, itself, by a team or in somebody’s place. */
export function worksAs(kind: PersonKind, role: Role): Role {
  return kind === 'agent' && (role === 'ps' || role === 'sps') ? 'aop' : role
}

export const PERSON_STATES = ['active', 'suspended', 'left'] as const
export type PersonState = (typeof PERSON_STATES)[number]

/** `PS, SPS or agent`. */
export function roleNames(roles: readonly Role[]): string {
  const names = roles.map(role => ROLE_WORDS[role])
  const last = names.pop() ?? 'nobody'
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`
}
