import { RESOLUTIONS, type Resolution } from '../../core/exception.ts'
import { invariant } from '../../core/invariant.ts'
import type { ResolutionAsked } from '../../core/resolve/resolution.ts'
import type { Decider } from '../../engine/authorise-decision.ts'
import type { Engine } from '../../engine/engine.ts'
import { previewResolution } from '../../engine/preview-resolution.ts'
import { readActs } from '../../engine/read-acts.ts'
import { readItem } from '../../engine/read-item.ts'
import { resolveException } from '../../engine/resolve-exception.ts'
import { undoDecision } from '../../engine/undo-decision.ts'
import { decisionIdOf } from '../../server/decision-json.ts'
import { askedOf, isResolution, RESOLUTION_OPTIONS } from '../asked-resolution.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { confirmedOf, tellDecided, tellPreview, undoConfirmed } from '../decision-shown.ts'
import { readPassword } from '../read-password.ts'
import { signedIn } from '../signed-in.ts'
import { showUndo, tellUndone } from '../undo-shown.ts'
import { needDatabase, withEngine } from '../with-engine.ts'
import { decideHeld, heldNamed, undoHeld } from './resolve-held.ts'
import { bulkNamed, MATCHING_OPTIONS, matchingOf, resolveAll, undoAll } from './resolve-many.ts'

const UNDO = 'undo'
const ALL = 'all'

export const resolve: Command = {
  arguments: 'ITEM|RECEIPT/BATCH|RECEIPT/file|all|bulk/ACT RESOLUTION',
  takes: [2, 2],
  summary:
    'Shows exactly what a resolution of an excepted item, of a batch or file that is held as a whole, or of all exceptions that match, would change, and with --confirm takes it; the last one is taken back in the same two steps (undo). The password of --as is read as one line from standard input.',
  examples: [
    'pass show clearday/ann | clearday resolve 67108866 return --code R03 --as ann',
    'pass show clearday/ann | clearday resolve 67108866 return --code R03 --as ann --confirm 5c1f…',
    'pass show clearday/ann | clearday resolve 67108866 correct --field account=4400123456 --as ann',
    'pass show clearday/ann | clearday resolve 67108866 move --field account=4400123456 --as ann',
    'pass show clearday/ann | clearday resolve 67108866 split --part 4400123456=100.00 --part 4400123457=20.45 --as ann',
    'pass show clearday/ann | clearday resolve 67108866 undo --as ann',
    'pass show clearday/ann | clearday resolve 67108866 undo --as ann --confirm 5c1f…',
    'pass show clearday/ann | clearday resolve 67108866 undo --as ann --confirm 5c1f… --propose',
    'pass show clearday/ann | clearday resolve 12/2 release --as ann',
    'pass show clearday/ann | clearday resolve 12/file correct --field item=67108866 --as ann',
    'pass show clearday/ann | clearday resolve all return --code R15 --kind account-deceased --as ann',
    'pass show clearday/ann | clearday resolve bulk/3 undo --as ann',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'who decides' },
    ...RESOLUTION_OPTIONS,
    ...MATCHING_OPTIONS,
    confirm: {
      type: 'string',
      value: 'SHA256',
      help: 'the hash of the preview: what changed meanwhile is not decided',
    },
    propose: {
      type: 'boolean',
      help: 'with --confirm of one: it was shown to need a second person, and is put before one; without it, it is only taken where nobody else is needed',
    },
  },
  async run(call) {
    const [item = '', word = ''] = call.positionals
    const held = heldNamed(item)
    const many = bulkNamed(item)
    if (held === undefined && many === undefined && item !== ALL && !/^\d{1,15}$/.test(item))
      throw new Misuse(
        'takes the number of an item as clearday exceptions shows it, RECEIPT/BATCH for a batch that is held, RECEIPT/file, all, or bulk/ACT for an act on many',
      )
    if (word !== UNDO && !isResolution(word))
      throw new Misuse(`there is no resolution ${word}; there are ${Object.keys(RESOLUTIONS).join(', ')} and ${UNDO}`)
    if (many !== undefined && word !== UNDO) throw new Misuse('an act on many is taken back: resolve bulk/ACT undo')
    if (item === ALL && word === UNDO)
      throw new Misuse('what was done at once is taken back by its number: resolve bulk/ACT undo')
    const login = call.text('as')
    if (login === undefined) throw new Misuse('it needs --as LOGIN')
    const asked = word === UNDO ? undefined : askedOf(call, word as Resolution)
    const selection = item === ALL ? matchingOf(call) : undefined
    needDatabase(call)
    const password = await readPassword()
    return withEngine(call, engine =>
      signedIn(engine, { login, password, act: 'read' }, by => {
        if (many !== undefined) return undoAll(engine, call, { of: many, by })
        if (selection !== undefined && asked !== undefined) return resolveAll(engine, call, { asked, by, selection })
        if (held !== undefined)
          return asked === undefined
            ? undoHeld(engine, call, { held, by })
            : decideHeld(engine, call, { held, asked, by })
        return asked === undefined
          ? undo(engine, call, { itemId: Number(item), by })
          : decide(engine, call, { itemId: Number(item), asked, by })
      }),
    )
  },
}

interface Order {
  readonly itemId: number
  readonly asked: ResolutionAsked
  readonly by: Decider
}

async function decide(engine: Engine, call: Call, order: Order): Promise<ExitCode> {
  const confirmed = call.text('confirm')
  if (confirmed === undefined) return preview(engine, call, order)
  const resolved = await resolveException(engine, { ...order, ...confirmedOf(call, confirmed) })
  if (resolved.is === 'refused') throw new CannotDo(resolved.why)
  if (resolved.is === 'changed')
    throw new CannotDo(
      `what it would do now is not what was previewed; nothing was changed. Its hash is ${resolved.sha256} now: look again without --confirm`,
    )
  tellDecided(call, await decisionOf(engine, order.itemId, resolved.decisionId), resolved)
  return EXIT.done
}

async function preview(engine: Engine, call: Call, order: Order): Promise<ExitCode> {
  const shown = await previewResolution(engine, order)
  if (shown.is === 'refused') throw new CannotDo(shown.why)
  return tellPreview(call, shown)
}

async function undo(engine: Engine, call: Call, order: Omit<Order, 'asked'>): Promise<ExitCode> {
  const confirmed = call.text('confirm')
  if (confirmed !== undefined) {
    const undone = await undoDecision(engine, { ...order, ...undoConfirmed(call, confirmed) })
    return tellUndone(call, undone, id => decisionOf(engine, order.itemId, id))
  }
  const acts = await readActs(engine, order)
  if (acts === undefined) throw new CannotDo(`there is no item ${order.itemId}`)
  return showUndo(call, acts.undo)
}

/** As `approve` takes it: a decision lies where its item does. */
async function decisionOf(engine: Engine, itemId: number, id: number): Promise<string> {
  const story = await readItem(engine, itemId)
  invariant(story !== undefined, `item ${itemId} was decided and is not there`)
  return decisionIdOf({ shard: story.item.shard, id })
}
