/** What people are here, as the field names it. An agent is a program that works as an associate at most, under a human who answers for it. */
export const ROLES = {
  aop: { title: 'Associate Operations Processor' },
  ps: { title: 'Processing Specialist' },
  sps: { title: 'Senior Processing Specialist' },
  supervisor: { title: 'Supervisor' },
  qc: { title: 'QC reviewer' },
  engineer: { title: 'Operations engineer' },
  agent: { title: 'Agent' },
} as const satisfies Readonly<Record<string, { readonly title: string }>>
export type Role = keyof typeof ROLES

/** Every role, in the order in which lists of people show them. */
export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[] // its own keys
