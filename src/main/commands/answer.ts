import type { Question, QuestionAnswer } from '../../core/question/question.ts'
import { isQuestionRefusal, type QuestionRefusal } from '../../core/question/question-refusal.ts'
import { answerWithin, handOnWithin, type QuestionAct, refuseWithin, takeWithin } from '../../engine/answer-question.ts'
import type { Decider } from '../../engine/authorise-decision.ts'
import type { Engine } from '../../engine/engine.ts'
import { NO_QUESTION } from '../../engine/question-work.ts'
import { readInbox, readQuestion } from '../../engine/read-questions.ts'
import { within } from '../../engine/within.ts'
import { personCalled } from '../../server/ask-handlers.ts'
import { questionJson, questionKeyOf, questionNowJson } from '../../server/question-json.ts'
import type { RunningTransaction } from '../../store/database.ts'
import { inWriteRequest } from '../../store/write-request.ts'
import { MEANT_OPTIONS, meantOf } from '../asked-resolution.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { questionLine, questionLines } from '../question-lines.ts'
import { readPassword } from '../read-password.ts'
import { signedIn } from '../signed-in.ts'
import { needDatabase, withEngine } from '../with-engine.ts'
import { isQuestionId, roleOf } from './escalate.ts'

export const answer: Command = {
  arguments: '[QUESTION]',
  takes: [0, 1],
  summary:
    'Lists the questions that you may answer, the heaviest first; or shows one, and answers it, refuses it or hands it on: its case wakes for whoever asked. The password of --as is read as one line from standard input.',
  examples: [
    'pass show clearday/pat | clearday answer --as pat',
    'pass show clearday/pat | clearday answer 1101-7 --as pat',
    'pass show clearday/pat | clearday answer 1101-7 --as pat --agree',
    'pass show clearday/pat | clearday answer 1101-7 --as pat --instead post --say "The estate account is open."',
    'pass show clearday/pat | clearday answer 1101-7 --as pat --instead hold --to sender --awaits instruction --until 2026-12-01T15:00',
    'pass show clearday/pat | clearday answer 1101-7 --as pat --hand-on "Sid knows estates." --person sid --role sps',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'who answers' },
    agree: { type: 'boolean', help: 'do what you proposed' },
    instead: { type: 'string', value: 'RESOLUTION', help: 'do this instead, with the options below' },
    ...MEANT_OPTIONS,
    'do-next': { type: 'boolean', help: 'not decided yet: do first what --say says' },
    say: { type: 'string', value: 'TEXT', help: 'why, or what is to be done: a lesson for the next of its kind' },
    refuse: { type: 'string', value: 'WHY', help: 'ends it without an answer' },
    'hand-on': { type: 'string', value: 'WHY', help: 'puts it to others: --role at least, or --person' },
    role: { type: 'string', value: 'ROLE', help: 'of --hand-on: ps or sps (default: as it was)' },
    person: { type: 'string', value: 'LOGIN', help: 'of --hand-on: somebody by name' },
  },
  async run(call) {
    const [question] = call.positionals
    if (question !== undefined && !isQuestionId(question))
      throw new Misuse('answer takes the number of a question, as clearday answer --as LOGIN lists it: 1101-7')
    const login = call.text('as')
    if (login === undefined) throw new Misuse('it needs --as LOGIN')
    const ways = ['agree', 'instead', 'do-next', 'refuse', 'hand-on'].filter(one => call.flag(one) || call.text(one))
    if (ways.length > 1) throw new Misuse(`a question is ended once: --${ways.join(' or --')}`)
    if (question === undefined && ways.length > 0) throw new Misuse(`--${ways[0]} takes the number of a question`)
    const way = wayOf(call)
    needDatabase(call)
    const password = await readPassword()
    return withEngine(call, engine =>
      signedIn(engine, { login, password, act: 'answer' }, by => {
        if (question === undefined) return list(engine, call, by)
        return way === undefined
          ? show(engine, call, question)
          : end(engine, call, { question, personId: by.personId, way })
      }),
    )
  },
}

/** What becomes of a question that was taken. */
type Way = (
  engine: Engine,
  tx: RunningTransaction,
  of: QuestionAct,
  question: Question,
) => Promise<Question | QuestionRefusal>

/** Undefined where it is only shown. */
function wayOf(call: Call): Way | undefined {
  const [refuse, handOn, given] = [call.text('refuse'), call.text('hand-on'), answerOf(call)]
  const role = roleOf(call)
  if (given !== undefined) return (engine, tx, of) => answerWithin(engine, tx, of, given)
  if (refuse !== undefined) return (engine, tx, of) => refuseWithin(engine, tx, of, refuse)
  if (handOn === undefined) return undefined
  return async (engine, tx, of, { forRole }) => {
    const { personId: forPerson, refused } = await personCalled(within(engine, tx), call.text('person'))
    if (refused !== undefined) throw new CannotDo(refused.detail)
    return handOnWithin(engine, tx, of, { forRole: role ?? forRole, forPerson, why: handOn })
  }
}

function answerOf(call: Call): QuestionAnswer | undefined {
  const [instead, said] = [call.text('instead'), call.text('say')]
  if (call.flag('agree')) return { verdict: 'agreed', words: said ?? '' }
  if (instead === undefined && !call.flag('do-next')) return undefined
  if (said === undefined) throw new Misuse('it takes --say TEXT: why, or what is to be done')
  return instead === undefined
    ? { verdict: 'do_next', words: said }
    : { verdict: 'another', resolution: meantOf(call, 'instead', instead), words: said }
}

async function list(engine: Engine, call: Call, { personId }: Decider): Promise<ExitCode> {
  const data = (await readInbox(engine, personId)).map(one => questionJson(engine, one))
  if (call.json) call.terminal.printJson({ data })
  else if (data.length === 0) call.terminal.print('no question waits for you')
  else for (const one of data) call.terminal.print(questionLine(one))
  return EXIT.done
}

async function show(engine: Engine, call: Call, question: string): Promise<ExitCode> {
  const seen = await readQuestion(engine, questionKeyOf(question))
  if (seen === undefined) throw new CannotDo(NO_QUESTION.detail)
  const json = questionJson(engine, seen)
  if (call.json) call.terminal.printJson(json)
  else for (const line of questionLines(json)) call.terminal.print(line)
  return EXIT.done
}

/** Taken and ended in one transaction: nobody sees it half answered. */
async function end(
  engine: Engine,
  call: Call,
  of: { readonly question: string; readonly personId: number; readonly way: Way },
): Promise<ExitCode> {
  const { personId, way } = of
  const key = questionKeyOf(of.question)
  const done = await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const taken = await takeWithin(engine, tx, { key, personId })
    const ended = isQuestionRefusal(taken) ? taken : await way(engine, tx, { key, personId, fence: taken.fence }, taken)
    // Thrown, so that what was taken to end it is not taken either.
    if (isQuestionRefusal(ended)) throw new CannotDo(ended.detail)
    return ended
  })
  if (call.json) call.terminal.printJson(questionNowJson(done))
  else
    call.terminal.print(done.at.state === 'open' ? 'handed on' : `${done.at.state}; the case wakes for whoever asked`)
  return EXIT.done
}
