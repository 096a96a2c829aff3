import { type Command, Misuse } from '../command.ts'
import { canPerson } from '../people-can.ts'
import { changeFromCommandLine, isPeopleVerb } from '../people-changes.ts'
import { listLimits, listPeople, listTeams, showPerson } from '../people-list.ts'
import { needDatabase, withEngine } from '../with-engine.ts'

export const people: Command = {
  arguments: '[VERB] […]',
  takes: [0, 40],
  summary:
    'Lists who works here; says what each may do and why not, and changes it. The password of --as is read as one line from standard input.',
  verbs: [
    ['show LOGIN', 'everything that one person holds, with the numbers that end takes'],
    ['limits', 'every limit, with its number'],
    ['teams', 'the teams, with their roles and members'],
    ['can LOGIN ACT', 'may this person do this act? With the arithmetic, and who else can'],
    ['add LOGIN', 'a person; the first of an institution, a supervisor or engineer, needs no --as'],
    ['team NAME', 'a team, below --parent'],
    ['grant [LOGIN]', '--role, --skill, --credential, --join or --supervision; with --team a role to a team'],
    [
      'limit ROLE|LOGIN ACT AMOUNT',
      'for one act; with --measure for all of a day, to a payee, of a cluster or for a reason',
    ],
    ['delegate LOGIN LOGIN ACT…', 'the first gives the second the right to do these acts in their place'],
    ['absent LOGIN', 'away until --until'],
    [
      'owner LOGIN [LOGIN]',
      'the second answers for the first, or has it as another account; without it, it is a first account',
    ],
    ['suspend LOGIN', 'and reactivate, and leave: nothing of it is taken away, it counts no more'],
    ['end HOLD ID', 'what show and limits list ends now'],
  ],
  examples: [
    'clearday people',
    'clearday people add ann --name "Ann Lee" --role supervisor',
    'pass show clearday/ann | clearday people add kim --name "Kim Park" --role aop --skill ach-returns --as ann',
    'pass show clearday/ann | clearday people grant kim --credential aap --until 2027-06-30 --as ann',
    'pass show clearday/ann | clearday people limit aop return 1000 --as ann',
    'pass show clearday/ann | clearday people limit kim return 2500 --measure payee --days 5 --as ann',
    'pass show clearday/ann | clearday people delegate ann kim approve send_back --until 2026-12-04 --as ann',
    'pass show clearday/ann | clearday people owner kim2 kim --as ann',
    'clearday people can kim return --amount 1204.55 --queue ach-returns',
    'pass show clearday/ann | clearday people end role 12 --as ann --json',
  ],
  options: {
    as: {
      type: 'string',
      value: 'LOGIN',
      help: 'who makes the change, with their password on standard input: it is told in the log with the account of this machine',
    },
    name: { type: 'string', value: 'NAME', help: 'what people call them' },
    kind: { type: 'string', value: 'KIND', default: 'human', help: 'human, agent or service' },
    owner: { type: 'string', value: 'LOGIN', help: 'who answers for an agent, a service or a second account' },
    role: { type: 'string', value: 'ROLE', multiple: true, help: 'aop, ps, sps, supervisor, qc, engineer or agent' },
    skill: {
      type: 'string',
      value: 'SKILL',
      multiple: true,
      help: 'what was learned; with can, what the work asks for in the place of what its queue does',
    },
    credential: {
      type: 'string',
      value: 'NAME',
      help: 'what was certified; it has an end. With can, as --skill',
    },
    join: { type: 'string', value: 'TEAM', help: 'the team that somebody joins' },
    team: { type: 'string', value: 'NAME', help: 'the team that gets the role, and all below it' },
    parent: { type: 'string', value: 'NAME', help: 'the team above a new one' },
    supervision: { type: 'string', value: 'LEVEL', help: 'before, share or after: how closely work is looked at' },
    work: { type: 'string', value: 'TYPE', help: 'ach or checks: the work that is looked at' },
    share: { type: 'string', value: 'N', help: 'percent that is looked at' },
    measure: { type: 'string', value: 'WHAT', default: 'act', help: 'act, day, payee, cluster or reason' },
    days: { type: 'string', value: 'N', default: '1', help: 'banking days over which a limit is added up' },
    why: { type: 'string', value: 'WHY', help: 'why somebody is away' },
    from: {
      type: 'string',
      value: 'WHEN',
      help: 'a day, or a moment such as 2026-12-01T17:00 on the institution’s clock (default: now)',
    },
    until: { type: 'string', value: 'WHEN', help: 'the last day, or a moment (default: for good, where that may be)' },
    queue: { type: 'string', value: 'QUEUE', help: 'with can: the queue the work lies in, with what it asks for' },
    amount: { type: 'string', value: 'AMOUNT', help: 'with can: what the act moves (default: 0)' },
    payee: { type: 'string', value: 'ACCOUNT', help: 'with can: the number of the account that gets it' },
    cluster: { type: 'string', value: 'RECEIPT/BATCH', help: 'with can: the batch that it came in' },
    reason: {
      type: 'string',
      value: 'CODE',
      help: 'with can: the reason code, or the kind of exception where the act has none',
    },
    used: {
      type: 'string',
      value: 'AMOUNT',
      help: 'with can: what would be used already, of every sum (default: what was)',
    },
    'made-by': { type: 'string', value: 'LOGIN', multiple: true, help: 'with can: who had a hand in it already' },
  },
  async run(call) {
    const [verb = 'list', ...words] = call.positionals
    const none = () => {
      if (words.length > 0) throw new Misuse(`people ${verb} takes nothing more, and ${words[0]} was given`)
    }
    if (verb === 'list') {
      none()
      needDatabase(call)
      return withEngine(call, engine => listPeople(engine, call))
    }
    if (verb === 'limits' || verb === 'teams') {
      none()
      needDatabase(call)
      return withEngine(call, engine => (verb === 'limits' ? listLimits(engine, call) : listTeams(engine, call)))
    }
    if (verb === 'show') {
      const [login = '', more] = words
      if (login === '' || more !== undefined) throw new Misuse('people show takes one login')
      needDatabase(call)
      return withEngine(call, engine => showPerson(engine, call, login))
    }
    if (verb === 'can') return canPerson(call, words)
    if (isPeopleVerb(verb)) return changeFromCommandLine(call, verb, words)
    throw new Misuse(`there is no people ${verb}; clearday people --help lists what there is`)
  },
}
