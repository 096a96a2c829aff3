import { RESOLUTIONS, type Resolution } from '../../core/exception.ts'
import type { Effect } from '../../core/resolve/effect.ts'
import type { ResolutionAsked } from '../../core/resolve/resolution.ts'
import type { Decider } from '../../engine/authorise-decision.ts'
import type { Engine } from '../../engine/engine.ts'
import { previewResolution } from '../../engine/preview-resolution.ts'
import { resolveException } from '../../engine/resolve-exception.ts'
import { signIn } from '../../engine/sign-in.ts'
import { checkSession, signOut } from '../../engine/sign-in-session.ts'
import { undoDecision } from '../../engine/undo-decision.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { readPassword } from '../read-password.ts'
import { needDatabase, withEngine } from '../with-engine.ts'
import { dollars } from './prove.ts'

const UNDO = 'undo'

export const resolve: Command = {
  arguments: 'ITEM RESOLUTION',
  takes: [2, 2],
  summary:
    'Shows exactly what a resolution of an excepted item would change, and with --confirm takes it; or takes the last one back (undo). The password of --as is read as one line from standard input.',
  examples: [
    'pass show clearday/ann | clearday resolve 67108866 return --code R03 --as ann',
    'pass show clearday/ann | clearday resolve 67108866 return --code R03 --as ann --confirm 5c1f…',
    'pass show clearday/ann | clearday resolve 67108866 undo --as ann',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'who decides' },
    code: { type: 'string', value: 'CODE', help: 'the reason code, of what goes back' },
    term: { type: 'string', value: 'TERM', help: 'of a recredit: provisional or final' },
    to: { type: 'string', value: 'WHOM', help: 'of a referral: customer or sender' },
    words: { type: 'string', value: 'TEXT', help: 'what is asked, or what the customer is told' },
    confirm: {
      type: 'string',
      value: 'SHA256',
      help: 'the hash of the preview: what changed meanwhile is not decided',
    },
  },
  async run(call) {
    const [item = '', word = ''] = call.positionals
    if (!/^\d{1,15}$/.test(item))
      throw new Misuse('resolve takes the number of an item, as clearday exceptions shows it')
    if (word !== UNDO && !isResolution(word))
      throw new Misuse(`there is no resolution ${word}; there are ${Object.keys(RESOLUTIONS).join(', ')} and ${UNDO}`)
    const login = call.text('as')
    if (login === undefined) throw new Misuse('it needs --as LOGIN')
    const asked = word === UNDO ? undefined : askedOf(call, word as Resolution)
    needDatabase(call)
    const password = await readPassword()
    return withEngine(call, engine =>
      signedIn(engine, { login, password }, by =>
        asked === undefined
          ? undo(engine, call, { itemId: Number(item), by })
          : decide(engine, call, { itemId: Number(item), asked, by }),
      ),
    )
  },
}

function isResolution(word: string): word is Resolution {
  return Object.hasOwn(RESOLUTIONS, word)
}

function askedOf(call: Call, resolution: Resolution): ResolutionAsked {
  const [term, to] = [call.text('term'), call.text('to')]
  if (term !== undefined && term !== 'provisional' && term !== 'final')
    throw new Misuse('--term is provisional or final')
  if (to !== undefined && to !== 'customer' && to !== 'sender') throw new Misuse('--to is customer or sender')
  return { resolution, code: call.text('code'), term, to, words: call.text('words') }
}

/** Does it as whoever the password is of, signed in for as long as it takes. */
async function signedIn<T>(
  engine: Engine,
  who: { readonly login: string; readonly password: string },
  work: (by: Decider) => Promise<T>,
): Promise<T> {
  const begun = await signIn(engine, { ...who, address: 'command line' })
  if ('refused' in begun) throw new CannotDo(begun.why)
  const check = await checkSession(engine, begun.token, 'attended')
  if (check.at === 'over') throw new CannotDo('The session was ended at once. Ask a supervisor.')
  try {
    // The password was given a moment ago.
    return await work({ personId: check.as.person.id, session: 'stepped-up' })
  } finally {
    await signOut(engine, check.as)
  }
}

interface Order {
  readonly itemId: number
  readonly asked: ResolutionAsked
  readonly by: Decider
}

async function decide(engine: Engine, call: Call, order: Order): Promise<ExitCode> {
  const confirmed = call.text('confirm')
  if (confirmed === undefined) return preview(engine, call, order)
  const resolved = await resolveException(engine, { ...order, previewSha256: confirmed })
  if (resolved.is === 'refused') throw new CannotDo(resolved.why)
  if (resolved.is === 'changed')
    throw new CannotDo(
      `what it would do now is not what was previewed; nothing was changed. Its hash is ${resolved.sha256} now: look again without --confirm`,
    )
  if (call.json) call.terminal.printJson({ decision: resolved.decisionId, effect: resolved.effect })
  else {
    call.terminal.print(`decided (${resolved.decisionId})`)
    for (const line of effectLines(resolved.effect)) call.terminal.print(`  ${line}`)
  }
  return EXIT.done
}

/** Leaves with 1 where the person may not take what is shown. */
async function preview(engine: Engine, call: Call, order: Order): Promise<ExitCode> {
  const shown = await previewResolution(engine, order)
  if (shown.is === 'refused') throw new CannotDo(shown.why)
  const reasons = (shown.notAuthorised?.reasons ?? []).map(one => one.sentence)
  if (call.json) call.terminal.printJson({ sha256: shown.sha256, effect: shown.effect, why_not: reasons })
  else {
    for (const line of effectLines(shown.effect)) call.terminal.print(line)
    for (const sentence of reasons) call.terminal.print(`not by you: ${sentence}`)
    if (reasons.length === 0) call.terminal.print(`nothing is changed yet; --confirm ${shown.sha256} takes it`)
  }
  return reasons.length === 0 ? EXIT.done : EXIT.faults
}

async function undo(engine: Engine, call: Call, order: Omit<Order, 'asked'>): Promise<ExitCode> {
  const undone = await undoDecision(engine, order)
  if (undone.is === 'refused') throw new CannotDo(undone.why)
  if (call.json) call.terminal.printJson({ decision: undone.decisionId, by: undone.by })
  else call.terminal.print(undone.by === 'undo' ? 'undone, as if it had not been' : 'reversed by entries of today')
  return EXIT.done
}

/** What a resolution changes, a line each. */
function effectLines({ exception, item, legs, outbound, letters }: Effect): readonly string[] {
  const name = (account: Effect['legs'][number]['from']) => ('role' in account ? account.role : 'the account')
  return [
    `${exception.resolution}: the exception is ${exception.state}${item === undefined ? '' : `, the item ${item.state}`}`,
    ...legs.map(
      ({ day, from, to, amountMinor }) => `${day}: ${dollars(amountMinor)} from ${name(from)} to ${name(to)}`,
    ),
    ...(outbound === undefined ? [] : [`goes back as ${outbound.code}, by ${outbound.dueAt}`]),
    ...(exception.clock === undefined
      ? []
      : [`${exception.clock.stops.rule} stops; ${exception.clock.runs.rule} runs until ${exception.clock.runs.dueAt}`]),
    ...letters.map(({ to, words }) => `asks or tells the ${to}: ${words}`),
  ]
}
