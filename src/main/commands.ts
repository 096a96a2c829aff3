import type { Command } from './command.ts'

/** Loads a command: only the one that is called, so that `--version` and a wrong name answer at once. */
export type LoadCommand = () => Promise<Command>

/** Every command, in the order of the help. */
export const COMMANDS = {
  start: async () => (await import('./commands/start.ts')).start,
  receive: async () => (await import('./commands/receive.ts')).receive,
  run: async () => (await import('./commands/run.ts')).run,
  inspect: async () => (await import('./commands/inspect.ts')).inspect,
  prove: async () => (await import('./commands/prove.ts')).prove,
  'close-day': async () => (await import('./commands/close-day.ts')).closeDayCommand,
  audit: async () => (await import('./commands/audit.ts')).audit,
  exceptions: async () => (await import('./commands/exceptions.ts')).exceptions,
  item: async () => (await import('./commands/item.ts')).item,
  next: async () => (await import('./commands/next.ts')).next,
  resolve: async () => (await import('./commands/resolve.ts')).resolve,
  approve: async () => (await import('./commands/approve.ts')).approve,
  escalate: async () => (await import('./commands/escalate.ts')).escalate,
  answer: async () => (await import('./commands/answer.ts')).answer,
  claim: async () => (await import('./commands/claim.ts')).claim,
  letters: async () => (await import('./commands/letters.ts')).letters,
  documents: async () => (await import('./commands/documents.ts')).documents,
  returns: async () => (await import('./commands/returns.ts')).returns,
  retry: async () => (await import('./commands/retry.ts')).retry,
  password: async () => (await import('./commands/password.ts')).password,
  simulate: async () => (await import('./commands/simulate.ts')).simulate,
  score: async () => (await import('./commands/score.ts')).score,
  deadline: async () => (await import('./commands/deadline.ts')).deadline,
  people: async () => (await import('./commands/people.ts')).people,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
} satisfies Record<string, LoadCommand>
