import { ACT_NAMES, type Act, isAct } from '../core/authority/act.ts'
import { MEASURES, SUPERVISION_LEVELS } from '../core/authority/people-facts.ts'
import { PERSON_KINDS, ROLES, type Role } from '../core/authority/role.ts'
import { counted } from '../core/counted.ts'
import { parseMoney } from '../core/money.ts'
import { changePeople } from '../engine/change-people.ts'
import type { Engine } from '../engine/engine.ts'
import type { Grant, PeopleChange, PeopleChanged } from '../engine/people-change.ts'
import { countOneHand } from '../engine/read-one-hand.ts'
import { HOLD_KINDS } from '../store/people-changes.ts'
import { type Call, CannotDo, EXIT, type ExitCode, Misuse } from './command.ts'
import { heldFrom, heldUntil } from './held-times.ts'
import { readPassword } from './read-password.ts'
import { signedIn } from './signed-in.ts'
import { terminalAccount } from './terminal-account.ts'
import { withEngine } from './with-engine.ts'

/** What `clearday people` can change, each as the changes that it is. */
const VERBS = {
  add: addPerson,
  team: addTeam,
  grant,
  limit: setLimit,
  delegate,
  absent,
  owner: setOwner,
  suspend: (_: Call, words: readonly string[]) => setState('suspend', words),
  reactivate: (_: Call, words: readonly string[]) => setState('reactivate', words),
  leave: (_: Call, words: readonly string[]) => setState('leave', words),
  end,
} as const satisfies Record<string, (call: Call, words: readonly string[], engine: Engine) => readonly PeopleChange[]>
type PeopleVerb = keyof typeof VERBS

export function isPeopleVerb(text: string): text is PeopleVerb {
  return Object.hasOwn(VERBS, text)
}

/**
 * Makes the change as whoever `--as` names and whose password is piped in; without it only the first people of an institution can be
 * added, by whoever operates the machine.
 */
export async function changeFromCommandLine(call: Call, verb: PeopleVerb, words: readonly string[]): Promise<ExitCode> {
  return withEngine(call, async engine => {
    const changes = VERBS[verb](call, words, engine)
    const login = call.text('as')
    const changed =
      login === undefined ? await changePeople(engine, 'operator', changes) : await changeAs(engine, login, changes)
    if (changed.outcome === 'refused') throw new CannotDo(changed.why)
    const oneHand = await countOneHand(engine, changes)
    if (call.json) call.terminal.printJson({ outcome: 'changed', ids: changed.ids, one_hand: oneHand })
    else {
      call.terminal.print(
        `${counted(changes.length, 'change')} made: ${changed.ids.map((id, n) => nameOf(changes[n], id)).join(', ')}`,
      )
      if (oneHand > 0)
        call.terminal.print(
          `${counted(oneHand, 'decision')} that these accounts made as two people before: clearday people show ${words[0]} lists the newest, somebody else looks at them.`,
        )
    }
    return EXIT.done
  })
}

/** Each change asks for its own act; the sign-in for no more than to be here, as the route does. */
async function changeAs(engine: Engine, login: string, changes: readonly PeopleChange[]): Promise<PeopleChanged> {
  const password = await readPassword()
  return signedIn(engine, { login, password, act: 'be_away' }, ({ personId, session }) =>
    changePeople(engine, { person: personId, session, through: terminalAccount() }, changes),
  )
}

function nameOf(change: PeopleChange | undefined, id: number): string {
  if (change?.change === 'grant' || change?.change === 'end') return `${change.hold} ${id}`
  return `${change?.change === 'add_team' ? 'team' : 'person'} ${id}`
}

function addPerson(call: Call, words: readonly string[]): readonly PeopleChange[] {
  const [login] = exactly(words, 'add', ['LOGIN'])
  const name = call.text('name')
  if (name === undefined) throw new Misuse('people add takes --name NAME')
  const kind = oneOf(call.text('kind') ?? 'human', PERSON_KINDS, '--kind')
  const roles = call.texts('role').map(role => oneOf(role, ROLE_WORDS, '--role'))
  return [
    { change: 'add_person', login, name, kind, owner: call.text('owner') },
    ...roles.map((role): PeopleChange => ({ change: 'grant', hold: 'role', role, to: { login } })),
    ...call.texts('skill').map((skill): PeopleChange => ({ change: 'grant', hold: 'skill', skill, login })),
  ]
}

function addTeam(call: Call, words: readonly string[]): readonly PeopleChange[] {
  const [team] = exactly(words, 'team', ['NAME'])
  return [{ change: 'add_team', team, parent: call.text('parent') }]
}

const ROLE_WORDS = Object.keys(ROLES) as readonly Role[] // the keys of a constant

function grant(call: Call, words: readonly string[], engine: Engine): readonly PeopleChange[] {
  const team = call.text('team')
  const [login] = team === undefined ? exactly(words, 'grant', ['LOGIN']) : [...exactly(words, 'grant --team', []), '']
  const roles = call.texts('role').map(
    (role): Grant => ({
      ...{ hold: 'role', role: oneOf(role, ROLE_WORDS, '--role') },
      to: team === undefined ? { login } : { team },
    }),
  )
  const others = [
    ...call.texts('skill').map((skill): Grant => ({ hold: 'skill', skill, login })),
    ...optional(call.text('credential'), (credential): Grant => ({ hold: 'credential', credential, login })),
    ...optional(call.text('join'), (joined): Grant => ({ hold: 'member', team: joined, login })),
    ...optional(call.text('supervision'), level => supervision(call, login, level)),
  ]
  if (team !== undefined && others.length > 0) throw new Misuse('a team holds roles; everything else is a person’s')
  const grants = [...roles, ...others]
  if (grants.length === 0)
    throw new Misuse('people grant takes what is granted: --role, --skill, --credential, --join or --supervision')
  return grants.map(one => ({ change: 'grant', ...one, ...times(call, engine) }))
}

function supervision(call: Call, login: string, text: string): Grant {
  const level = oneOf(text, SUPERVISION_LEVELS, '--supervision')
  const workType = call.text('work')
  if (workType === undefined)
    throw new Misuse('--supervision takes the work that is looked at: --work ach or --work checks')
  return { hold: 'supervision', login, workType, level, sharePercent: call.integer('share', { min: 1, max: 99 }) }
}

function setLimit(call: Call, words: readonly string[], engine: Engine): readonly PeopleChange[] {
  const [who, act, text] = exactly(words, 'limit', ['ROLE|LOGIN', 'ACT', 'AMOUNT'])
  const { currency } = engine.institution
  const amount = parseMoney(text, currency)
  if (amount === undefined || amount.minor < 0n)
    throw new Misuse(`a limit is an amount in ${currency} such as 1000, not ${text}`)
  const role = ROLE_WORDS.find(one => one === who)
  const limit: Grant = {
    hold: 'limit',
    of: role === undefined ? { login: who } : { role },
    act: needAct(act),
    measure: oneOf(call.text('measure') ?? 'act', MEASURES, '--measure'),
    days: call.integer('days', { min: 1, max: 366 }) ?? 1,
    limitMinor: amount.minor,
  }
  return [{ change: 'grant', ...limit, ...times(call, engine) }]
}

function delegate(call: Call, words: readonly string[], engine: Engine): readonly PeopleChange[] {
  const [giver, login, ...acts] = words
  if (giver === undefined || login === undefined || acts.length === 0)
    throw new Misuse('people delegate takes who gives, who gets, and the acts: delegate ann kim approve --until DAY')
  return [{ change: 'grant', hold: 'delegation', giver, login, acts: acts.map(needAct), ...times(call, engine) }]
}

function absent(call: Call, words: readonly string[], engine: Engine): readonly PeopleChange[] {
  const [login] = exactly(words, 'absent', ['LOGIN'])
  return [{ change: 'grant', hold: 'absence', login, why: call.text('why') ?? 'away', ...times(call, engine) }]
}

function setOwner(_: Call, words: readonly string[]): readonly PeopleChange[] {
  const [login, owner, more] = words
  if (login === undefined || more !== undefined)
    throw new Misuse('people owner takes a login and, where it is not a first account, that of who answers for it')
  return [{ change: 'set_owner', login, owner: owner ?? null }]
}

function setState(change: 'suspend' | 'reactivate' | 'leave', words: readonly string[]): readonly PeopleChange[] {
  const [login] = exactly(words, change, ['LOGIN'])
  return [{ change, login }]
}

function end(_: Call, words: readonly string[]): readonly PeopleChange[] {
  const [hold, id] = exactly(words, 'end', ['HOLD', 'ID'])
  if (!/^\d{1,15}$/.test(id))
    throw new Misuse(`people end takes the number of what ends, not ${id}; people show lists them`)
  return [{ change: 'end', hold: oneOf(hold, HOLD_KINDS, 'HOLD'), id: Number(id) }]
}

function times(call: Call, { institution: { zone } }: Engine) {
  const [from, until] = [heldFrom(call, zone), heldUntil(call, zone)]
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) }
}

function needAct(text: string): Act {
  if (!isAct(text)) throw new Misuse(`there is no act ${text}; there are ${ACT_NAMES.join(', ')}`)
  return text
}

function oneOf<Word extends string>(text: string, words: readonly Word[], option: string): Word {
  const found = words.find(one => one === text)
  if (found === undefined) throw new Misuse(`${option} is ${words.join(', ')}; not ${text}`)
  return found
}

function optional<To>(text: string | undefined, make: (text: string) => To): readonly To[] {
  return text === undefined ? [] : [make(text)]
}

/** As many words as the verb takes, each of them there. */
function exactly<const Names extends readonly string[]>(
  words: readonly string[],
  verb: string,
  names: Names,
): { [N in keyof Names]: string } {
  if (words.length !== names.length) throw new Misuse(`people ${verb} takes ${names.join(' ') || 'no more words'}`)
  return words as { [N in keyof Names]: string } // as many as there are names
}
