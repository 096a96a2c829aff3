import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { DeskCase } from '../../contract/work.ts'
import { SKIP_REASONS, SKIPS_A_DAY_MAX } from '../../core/work/place-acts.ts'
import type { Command } from '../commands/command.ts'
import { CommandButton } from '../commands/command-button.tsx'
import { useCommands } from '../commands/use-commands.ts'
import { AskFailed } from '../data/ask.ts'
import { actOnCase, type Note } from '../data/desk.ts'
import type { Draft } from '../data/drafts.ts'
import { Why } from '../ui/why.tsx'
import { AskForm } from './ask-form.tsx'
import { PEND_DRAFT, PendForm } from './pend-form.tsx'

type Doing = 'ask' | 'pend' | 'skip' | 'release'

type ActMore = Readonly<Record<string, unknown>> & { readonly note?: Note }

interface CaseBarProps {
  readonly work: DeskCase
  /** What was typed and not sent: it goes along when the case is put aside or waits. */
  readonly note: () => Note
  readonly draft: Draft
  /** Told what went along. */
  readonly noted: (note: Note) => void
  readonly isLost: boolean
  readonly gone: () => void
  readonly lost: (why: AskFailed) => void
  /** Opened from outside, as after somebody was asked. */
  readonly begin?: Doing | undefined
}

/** Ways to let a case go without deciding it. */
export function CaseBar({ work, draft, note, noted, isLost, gone, lost, begin }: CaseBarProps) {
  const [doing, setDoing] = useState<Doing | undefined>(begin)
  useEffect(() => setDoing(begin), [begin])
  const asked = useMutation({
    mutationFn: ([act, more]: readonly [Parameters<typeof actOnCase>[0], ActMore?]) => actOnCase(act, work, more),
    onSuccess: (_, [act, more]) => {
      if (more?.note !== undefined) noted(more.note)
      if (act === 'workPend') draft.drop(PEND_DRAFT)
      if (act === 'workSkip') draft.drop(SKIP_DRAFT)
      gone()
    },
    onError: error => {
      if (error instanceof AskFailed && error.refused === 'lease_lost') lost(error)
    },
  })
  const when = isLost ? 'It is not yours any more.' : asked.isPending ? 'It is being done.' : true
  const leave = () => setDoing(undefined)
  const toggle = (to: Doing) => () => setDoing(doing === to ? undefined : to)
  const commands: readonly Command[] = [
    { id: 'park', title: 'Put aside', key: 'p', when, run: () => asked.mutate(['workPark', { note: note() }]) },
    { id: 'ask', title: 'Ask somebody', key: 'e', when, run: toggle('ask') },
    { id: 'pend', title: 'Let it wait', key: 'h', when, run: toggle('pend') },
    { id: 'skip', title: 'Skip', key: 's', when, run: toggle('skip') },
    { id: 'release', title: 'Give back', key: 'r', when, run: toggle('release') },
  ]
  useCommands(commands)
  return (
    <div className="case-bar">
      <p className="act-buttons">
        {commands.map(command => (
          <CommandButton key={command.id} command={command} />
        ))}
      </p>
      {doing === 'ask' && (
        <AskForm work={work} asked={purpose => (purpose === 'escalation' ? gone() : leave())} leave={leave} />
      )}
      {doing === 'skip' && (
        <SkipForm
          isBusy={asked.isPending}
          draft={draft}
          send={reason => asked.mutate(['workSkip', { reason }])}
          leave={leave}
        />
      )}
      {doing === 'pend' && (
        <PendForm
          isBusy={asked.isPending}
          draft={draft}
          item={work.case.exceptions.find(id => id > 0)}
          oursAt={work.case.ours_at}
          send={until => asked.mutate(['workPend', { ...until, note: withoutLetting(note()) }])}
          leave={leave}
        />
      )}
      {doing === 'release' && (
        <Ask isBusy={asked.isPending} leave={leave} send={() => asked.mutate(['workRelease'])} does="Give it back">
          <p>
            It goes back into its queue, and does not come to you again today. Unless you took it by its number it
            counts like a skip, which a supervisor reads; {SKIPS_A_DAY_MAX} a day are all.
          </p>
        </Ask>
      )}
      {!isLost && <Why error={asked.error} />}
    </div>
  )
}

/** What it waited for, or was nearly skipped for, is no words of whoever takes it up again. */
function withoutLetting({ field, draft }: Note): Note {
  const isKept = (name: string) => ![PEND_DRAFT, SKIP_DRAFT].some(start => name.startsWith(start))
  return { field, draft: Object.fromEntries(Object.entries(draft).filter(([name]) => isKept(name))) }
}

interface AskProps {
  /** It is being sent: until the answer came nothing of the form can be pressed. */
  readonly isBusy: boolean
  readonly send: () => void
  readonly leave: () => void
  readonly does: string
  readonly children: ReactNode
}

/** A short form under the bar; the focus is in its first field. */
export function Ask({ isBusy, send, leave, does, children }: AskProps) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('select, input, textarea, button')?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  return (
    <form className="act-form" ref={form} onSubmit={submit} aria-label={does}>
      {children}
      <p className="act-buttons">
        <button type="submit" className="primary" disabled={isBusy}>
          {does}
        </button>
        <button type="button" disabled={isBusy} onClick={leave}>
          Leave it
        </button>
      </p>
    </form>
  )
}

/** What the draft’s fields of it begin with. */
const SKIP_DRAFT = 'skip/'

interface SkipFormProps extends Pick<AskProps, 'isBusy' | 'leave'> {
  /** Of the case: what is chosen stays with it until it was sent. */
  readonly draft: Draft
  readonly send: (reason: string) => void
}

function SkipForm({ draft, send, ...form }: SkipFormProps) {
  const name = `${SKIP_DRAFT}reason`
  const reason = draft.values[name] ?? ''
  return (
    <Ask {...form} send={() => send(reason)} does="Skip it">
      <label>
        Why do you skip it? A supervisor reads the reasons added up.
        <select value={reason} required onChange={event => draft.set(name, event.target.value)}>
          <option value="">choose</option>
          {Object.entries(SKIP_REASONS).map(([name, said]) => (
            <option key={name} value={name}>
              {said}
            </option>
          ))}
        </select>
      </label>
    </Ask>
  )
}
