import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ActOffered, ItemActs } from '../../contract/acts.ts'
import { whyShut } from '../../core/authority/why-shut.ts'
import type { Command } from '../commands/command.ts'
import { CommandButton } from '../commands/command-button.tsx'
import { useCommands } from '../commands/use-commands.ts'
import { actsQuery, anyDecided, type DecidedBy, type Effect, type HeldEffect, type Wanted } from '../data/desk.ts'
import type { Draft } from '../data/drafts.ts'
import { type Acting, type Beside, type Seen as SeenNow, useAct } from '../data/use-act.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { StepUp } from '../ui/step-up.tsx'
import { Why } from '../ui/why.tsx'
import { ActForm } from './act-form.tsx'
import { EffectShown } from './effect.tsx'

/** What was decided: an item, or below zero what is held as a whole. */
export interface DecidedNow extends Pick<DecidedBy, 'decision'> {
  readonly item: number
  /** `proposed`: it waits for a second person. */
  readonly state: DecidedBy['state'] | 'done'
  readonly effect: Effect | HeldEffect
}

interface ActsPanelProps {
  /** Below zero the exception of what is held as a whole. */
  readonly item: number
  readonly draft: Draft
  /** Why nothing can be decided here now; undefined when it can. */
  readonly frozen?: string | undefined
  /** Of the claim by which its case is worked on. */
  readonly fence?: number | undefined
  /** As the button that commits says what comes after it. */
  readonly after: string
  readonly done: (decided: DecidedNow) => void
}

/** What may be done about an item, or what is held as a whole: chosen by a key, filled in, looked at, and taken as it was seen; and why not the rest. */
export function ActsPanel(props: ActsPanelProps) {
  const query = useQuery(actsQuery(props.item))
  return (
    <Loaded query={query} skeleton={<PanelLines count={6} />}>
      {acts => <Acts key={props.item} {...props} acts={acts} />}
    </Loaded>
  )
}

function Acts({ item, draft, frozen, fence, after, done, acts }: ActsPanelProps & { readonly acts: ItemActs }) {
  const start = `${item}/`
  const [chosen, setChosen] = useState<string | undefined>(draft.values[`${start}act`])
  const acting = useAct(anyDecided(item, fence), decided => {
    draft.drop(start)
    setChosen(undefined)
    done({ item, ...decided })
  })
  const choose = (act: string | undefined) => {
    acting.back()
    setChosen(act)
    draft.set(`${start}act`, act ?? '')
  }
  const held = acts.held_by === null ? undefined : `${acts.held_by.name} has its case now.`
  const why = frozen ?? held
  const open = acts.acts.filter(one => one.standing !== 'shut')
  const act = why === undefined ? open.find(one => one.resolution === chosen) : undefined
  if (acts.nothing !== null) return <Nothing why={acts.nothing} />
  return (
    <Panel title="What may be done" className="acts">
      {why !== undefined && <p role="status">{why}</p>}
      {act === undefined ? (
        <Choices open={open} shut={acts.acts.filter(one => one.standing === 'shut')} why={why} choose={choose} />
      ) : (
        <Chosen
          item={item}
          act={act}
          draft={draft}
          start={`${start}${act.resolution}/`}
          acting={acting}
          after={after}
          leave={() => choose(undefined)}
        />
      )}
    </Panel>
  )
}

function Nothing({ why }: { readonly why: string }) {
  return (
    <Panel title="What may be done" className="acts">
      <p className="notice">{why}</p>
    </Panel>
  )
}

interface ChoicesProps {
  readonly open: readonly ActOffered[]
  readonly shut: readonly ActOffered[]
  readonly why: string | undefined
  readonly choose: (resolution: string) => void
}

/** The ways out that are open, each with its key, and why not the others. */
export function Choices({ open, shut, why, choose }: ChoicesProps) {
  const commands = open.map(
    (act, n): Command => ({
      id: `act-${act.resolution}`,
      title: act.title,
      ...(n < 9 ? { key: String(n + 1) } : {}),
      when: why ?? true,
      run: () => choose(act.resolution),
    }),
  )
  useCommands(commands)
  return (
    <>
      {open.length === 0 && <p className="notice">Nothing here is for you now. The reasons say who can.</p>}
      <ul className="act-list">
        {commands.map((command, n) => (
          <li key={command.id}>
            <CommandButton command={command} />
            {open[n] !== undefined && <Standing act={open[n]} />}
          </li>
        ))}
      </ul>
      {shut.length > 0 && (
        <>
          <h3>Not now, and why</h3>
          <ul className="shut-list">
            {whyShut(shut).map(({ acts, whyNot }) => (
              <li key={whyNot.join(' ')}>
                <b>{acts.map(one => one.title).join('; ')}.</b> {whyNot.join(' ')}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** What else it takes, beside choosing it. */
function Standing({ act }: { readonly act: ActOffered }) {
  if (act.standing === 'open') return null
  const [first, ...others] = act.why_not
  return (
    <div className="quiet">
      <Mark tone="wait">{act.standing === 'approval' ? 'with a second person' : 'after your password'}</Mark> {first}
      {others.length > 0 && (
        <details>
          <summary>{others.length === 1 ? 'One more reason' : `${others.length} more reasons`}</summary>
          {others.join(' ')}
        </details>
      )}
    </div>
  )
}

interface ChosenProps {
  readonly item: number
  readonly act: ActOffered
  readonly draft: Draft
  readonly start: string
  readonly acting: Acting
  readonly after: string
  readonly leave: () => void
}

function Chosen({ item, act, draft, start, acting, after, leave }: ChosenProps) {
  const [wanted, setWanted] = useState<Wanted>()
  const { look } = acting
  const needsNothing = act.asks.length === 0
  // What needs nothing is looked at as soon as it is chosen; once, whatever else changes.
  const begun = useRef(false)
  useEffect(() => {
    if (!needsNothing || begun.current) return
    begun.current = true
    const alone = { resolution: act.resolution }
    setWanted(alone)
    look(alone)
  }, [needsNothing, act.resolution, look])
  return (
    <div className="act-chosen">
      <h3>{act.title}</h3>
      {acting.preview === undefined || wanted === undefined ? (
        <>
          {needsNothing ? (
            <p className="act-buttons">
              <button type="button" onClick={leave}>
                Choose another
              </button>
            </p>
          ) : (
            <ActForm
              {...{ item, act, draft, start, leave }}
              isBusy={acting.isBusy}
              look={asked => {
                setWanted(asked)
                look(asked)
              }}
            />
          )}
          <WhyNot acting={acting} />
        </>
      ) : (
        <Seen acting={acting} wanted={wanted} after={after} back={needsNothing ? leave : acting.back} />
      )}
    </div>
  )
}

interface SeenProps {
  readonly acting: Acting
  readonly wanted: Wanted
  readonly after: string
  readonly back: () => void
}

/** What was looked at, and the one step that takes it. */
function Seen({ acting, wanted, after, back }: SeenProps) {
  const { preview, before, isBusy } = acting
  const commit = useRef<HTMLButtonElement>(null)
  const sha256 = preview?.sha256
  useEffect(() => {
    if (sha256 !== undefined) commit.current?.focus()
  }, [sha256])
  useEffect(() => {
    // A button that cannot be pressed for a moment loses the keyboard, and nobody takes it.
    if (!isBusy && document.activeElement === document.body) commit.current?.focus()
  }, [isBusy])
  if (preview === undefined) return null
  return (
    <section aria-label="What it does">
      <EffectShown effect={preview.effect} before={before} beside={besideOf(preview)} />
      {preview.why_not.length > 0 && <p>{preview.why_not.join(' ')}</p>}
      {preview.needs === 'step_up' && <StepUp done={() => acting.look(wanted)} />}
      <p className="act-buttons">
        {(preview.allowed || preview.needs === 'approval') && (
          <button
            type="button"
            ref={commit}
            className="primary"
            disabled={isBusy}
            onClick={() => acting.commit(wanted)}
          >
            {commitText(preview, after)}
          </button>
        )}
        <button type="button" onClick={back}>
          Back
        </button>
      </p>
      <WhyNot acting={acting} />
    </section>
  )
}

/** Nothing stands beside the effect of what is held as a whole. */
function besideOf({ clocks, linked = [], linked_more = 0, received = [] }: SeenNow): Beside | undefined {
  return clocks && { clocks, linked, linked_more, received }
}

/** Where somebody is asked first the item stays, and nothing comes after it yet. */
function commitText({ allowed, effect }: NonNullable<Acting['preview']>, after: string): string {
  if (!allowed) return 'Ask a second person'
  return effect.exception === 'open' ? 'Decide' : after
}

function WhyNot({ acting }: { readonly acting: Acting }) {
  return acting.before === undefined && <Why error={acting.why} />
}
