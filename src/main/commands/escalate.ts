import { ANSWER_ROLES, type AnswerRole } from '../../core/question/question.ts'
import { isQuestionRefusal } from '../../core/question/question-refusal.ts'
import type { ResolutionAsked } from '../../core/resolve/resolution.ts'
import { refuseResolution, withdrawWithin } from '../../engine/answer-question.ts'
import { askWithin } from '../../engine/ask-question.ts'
import { draftEscalation, type EscalationDraft } from '../../engine/draft-escalation.ts'
import type { Engine } from '../../engine/engine.ts'
import type { HeldCase } from '../../engine/read-desk.ts'
import { readAsked, readLessons } from '../../engine/read-questions.ts'
import type { SignedIn } from '../../engine/sign-in-session.ts'
import { personCalled } from '../../server/ask-handlers.ts'
import { draftJson, questionJson, questionKeyOf, questionNowJson } from '../../server/question-json.ts'
import { inWriteRequest } from '../../store/write-request.ts'
import { MEANT_OPTIONS, meantOf } from '../asked-resolution.ts'
import { caseAtHand, claimOf } from '../case-at-hand.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { wakesAt } from '../held-times.ts'
import { momentText } from '../moment-text.ts'
import { draftLines, questionLines } from '../question-lines.ts'
import { readPassword } from '../read-password.ts'
import { signedIn } from '../signed-in.ts'
import { needDatabase, withEngine } from '../with-engine.ts'

export const escalate: Command = {
  arguments: '',
  summary:
    'Asks somebody senior about the case that you work on: shows the question as it is nearly written, and with --question asks it; the case waits for the answer as yours. The password of --as is read as one line from standard input.',
  examples: [
    'pass show clearday/kim | clearday escalate --as kim',
    'pass show clearday/kim | clearday escalate --as kim --question "Is the estate open?" --propose return --code R14 --because "The payee died in May."',
    'pass show clearday/kim | clearday escalate --as kim --question "May it wait?" --propose hold --to sender --awaits instruction --until 2026-12-01T15:00 --because "They look for their file." --wakes 2026-12-01T12:00',
    'pass show clearday/pat | clearday escalate --as pat --consult --question "Which law holds?" --because "I have not seen one before."',
    'pass show clearday/kim | clearday escalate --as kim --mine --json',
    'pass show clearday/kim | clearday escalate --as kim --withdraw 1101-7',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'who asks' },
    question: { type: 'string', value: 'TEXT', help: 'what is asked; without it nothing is asked' },
    because: {
      type: 'string',
      value: 'WHY',
      help: 'why you would do what you propose, or what keeps you from an idea',
    },
    propose: { type: 'string', value: 'RESOLUTION', help: 'what you would do yourself; left out, you have no idea' },
    ...MEANT_OPTIONS,
    tried: {
      type: 'string',
      value: 'TEXT',
      multiple: true,
      help: 'what was tried too, beside what is ruled out already',
    },
    role: {
      type: 'string',
      value: 'ROLE',
      help: 'ps or sps: the least role that may answer (default: the next above yours)',
    },
    person: { type: 'string', value: 'LOGIN', help: 'somebody by name: nobody else may answer' },
    consult: { type: 'boolean', help: 'the case stays in your hands: of specialists and senior specialists' },
    wakes: { type: 'string', value: 'WHEN', help: 'when the case wakes at the latest (default: as shown)' },
    mine: { type: 'boolean', help: 'lists what you asked, with the answers' },
    withdraw: { type: 'string', value: 'QUESTION', help: 'takes your question back: 1101-7' },
  },
  async run(call) {
    const login = call.text('as')
    if (login === undefined) throw new Misuse('it needs --as LOGIN')
    const withdrawn = call.text('withdraw')
    const meant = meaningOf(call)
    if (withdrawn !== undefined && !isQuestionId(withdrawn))
      throw new Misuse('--withdraw takes the number of a question, as --mine lists it: 1101-7')
    needDatabase(call)
    const password = await readPassword()
    return withEngine(call, engine =>
      signedIn(engine, { login, password, act: 'escalate' }, (_, as) => {
        if (withdrawn !== undefined) return withdraw(engine, call, { question: withdrawn, as })
        return call.flag('mine') ? listMine(engine, call, as) : aboutCase(engine, call, { as, meant })
      }),
    )
  },
}

export function isQuestionId(text: string): boolean {
  return /^\d{1,15}-\d{1,15}$/.test(text)
}

/** What is asked, as far as the call alone says it. */
interface Meaning {
  readonly words: string
  readonly because: string
  readonly proposal: ResolutionAsked | undefined
  readonly role: AnswerRole | undefined
}

/** Undefined where nothing is asked yet. */
function meaningOf(call: Call): Meaning | undefined {
  const [words, because, propose] = [call.text('question'), call.text('because'), call.text('propose')]
  if (words === undefined) return undefined
  if (because === undefined)
    throw new Misuse(
      '--question takes --because WHY: why you would do what you propose, or what keeps you from an idea',
    )
  const proposal = propose === undefined ? undefined : meantOf(call, 'propose', propose)
  return { words, because, proposal, role: roleOf(call) }
}

async function aboutCase(
  engine: Engine,
  call: Call,
  { as, meant }: { readonly as: SignedIn; readonly meant: Meaning | undefined },
): Promise<ExitCode> {
  const held = await caseAtHand(engine, as.person.id)
  const draft = await draftEscalation(engine, { facts: held.of, personId: as.person.id, roles: as.person.roles })
  return meant === undefined ? show(engine, call, { held, draft }) : ask(engine, call, { held, draft, as, meant })
}

interface Drafted {
  readonly held: HeldCase
  readonly draft: EscalationDraft
}

async function show(engine: Engine, call: Call, { held, draft }: Drafted): Promise<ExitCode> {
  const json = draftJson(draft, await readLessons(engine, held.of))
  if (call.json) call.terminal.printJson(json)
  else {
    for (const line of draftLines(json)) call.terminal.print(line)
    call.terminal.print(
      `nothing is asked yet; --question asks, and the case then waits until ${momentText(draft.wakesAt, engine.institution.zone)} at the latest`,
    )
  }
  return EXIT.done
}

type Order = Drafted & { readonly as: SignedIn; readonly meant: Meaning }

async function ask(engine: Engine, call: Call, { held, draft, as, meant }: Order): Promise<ExitCode> {
  const { personId: forPerson, refused } = await personCalled(engine, call.text('person'))
  if (refused !== undefined) throw new CannotDo(refused.detail)
  const { words, because, proposal, role } = meant
  const notOffered = proposal === undefined ? undefined : refuseResolution(engine, held.of, proposal)
  if (notOffered !== undefined) throw new CannotDo(notOffered.detail)
  const asked = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    askWithin(engine, tx, {
      ...{ of: claimOf(held, as.person.id), facts: held.of, words, evidence: draft.evidence, proposal, forPerson },
      purpose: call.flag('consult') ? 'consult' : 'escalation',
      tried: [...draft.tried, ...call.texts('tried')],
      proposalWords: because,
      forRole: role ?? draft.forRole,
      wakesAt: wakesAt(call, 'wakes', engine.institution.zone) ?? draft.wakesAt,
      session: 'stepped-up',
    }),
  )
  if (asked.is === 'refused') throw new CannotDo(asked.why.detail)
  const question = `${asked.question.shard}-${asked.question.id}`
  if (call.json) call.terminal.printJson({ question })
  else call.terminal.print(`asked (${question}); clearday escalate --mine shows the answer`)
  return EXIT.done
}

/** The least role that may answer, where one is given. */
export function roleOf(call: Call): AnswerRole | undefined {
  const text = call.text('role')
  const role = ANSWER_ROLES.find(one => one === text)
  if (text !== undefined && role === undefined) throw new Misuse(`--role is ${ANSWER_ROLES.join(' or ')}, not ${text}`)
  return role
}

async function listMine(engine: Engine, call: Call, as: SignedIn): Promise<ExitCode> {
  const data = (await readAsked(engine, as.person.id)).map(one => questionJson(engine, one))
  if (call.json) call.terminal.printJson({ data })
  else if (data.length === 0) call.terminal.print('you have asked nothing')
  else for (const line of data.flatMap(questionLines)) call.terminal.print(line)
  return EXIT.done
}

async function withdraw(
  engine: Engine,
  call: Call,
  { question, as }: { readonly question: string; readonly as: SignedIn },
): Promise<ExitCode> {
  const of = { key: questionKeyOf(question), personId: as.person.id }
  const done = await inWriteRequest(engine.database, engine.institution.orgId, tx => withdrawWithin(engine, tx, of))
  if (isQuestionRefusal(done)) throw new CannotDo(done.detail)
  if (call.json) call.terminal.printJson(questionNowJson(done))
  else call.terminal.print('withdrawn; the case wakes')
  return EXIT.done
}
