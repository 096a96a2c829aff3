import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { CaseStory } from '../../contract/case-story.ts'
import { actsQuery, caseQuery, heldQuery, type Note } from '../data/desk.ts'
import { type Draft, useDraft } from '../data/drafts.ts'
import { preloadPictures } from '../data/preload-pictures.ts'
import { itemQuery, itemRecordQuery } from '../data/queries.ts'
import type { AtHand, DeskOfMine } from '../data/use-desk.ts'
import { Loaded, PanelLines } from '../ui/loaded.tsx'
import { ActsPanel, type DecidedNow } from './acts.tsx'
import { CaseBar } from './case-bar.tsx'
import { CaseExceptions } from './case-exceptions.tsx'
import { CaseHead } from './case-head.tsx'
import { CaseQuestionsPanel } from './case-questions.tsx'
import { DecisionsPanel } from './decisions.tsx'
import { ItemBody, ItemSkeleton } from './item-body.tsx'
import { LostCase } from './lost-case.tsx'
import { TypedTwice } from './typed-twice.tsx'
import { UnitBody } from './unit-body.tsx'

interface CaseAtHandProps {
  readonly desk: DeskOfMine
  readonly atHand: AtHand
  readonly person: number
  readonly decided: (one: DecidedNow) => void
  /** Is told where somebody is, for whoever puts the case aside from outside. */
  readonly noteNow: { current: () => Note }
}

/** The case that somebody works on: why it came, its exceptions one after the other, what may be done, and its evidence. */
export function CaseAtHand({ desk, atHand, person, decided, noteNow }: CaseAtHandProps) {
  const { work, lost } = atHand
  const client = useQueryClient()
  const query = useQuery(caseQuery(work.case.case))
  const [first] = work.case.exceptions
  useEffect(() => {
    if (first !== undefined && first > 0) void preloadPictures(client, first)
  }, [client, first])
  const draft = useDraft(person, `case/${work.case.case}`, work.note?.draft)
  const [asked, setAsked] = useState(false)
  const note = () => noteOf(draft)
  noteNow.current = note
  const done = (one: DecidedNow) => {
    setAsked(one.effect.exception === 'open')
    decided(one)
  }
  return (
    <>
      <CaseHead atHand={atHand} />
      {lost !== undefined && <LostCase why={lost} leave={desk.letGo} />}
      <CaseBar
        {...{ work, note, draft }}
        noted={one => draft.isSent(one.draft)}
        isLost={lost !== undefined}
        gone={desk.letGo}
        lost={desk.isLost}
        begin={asked ? 'pend' : undefined}
      />
      <TypedTwice draft={draft} />
      <Loaded query={query} skeleton={<ItemSkeleton />}>
        {story => <Worked story={story} draft={draft} frozen={lost} fence={work.fence} done={done} />}
      </Loaded>
      <CaseQuestionsPanel id={work.case.case} />
    </>
  )
}

/** Where somebody was, with what was typed: it comes back with the case. */
function noteOf({ values }: Draft): Note {
  const fields = Object.entries(values).filter(
    ([name, value]) => value !== '' && name.length <= 100 && value.length <= 4000,
  )
  return { field: values.at ?? 'case', draft: Object.fromEntries(fields.slice(0, 200)) }
}

interface WorkedProps {
  readonly story: CaseStory
  readonly draft: Draft
  readonly frozen: string | undefined
  readonly fence: number
  readonly done: (one: DecidedNow) => void
}

function Worked({ story, draft, frozen, fence, done }: WorkedProps) {
  const open = story.exceptions.filter(one => one.state === 'open')
  const chosen = Number(draft.values.at)
  const current = story.exceptions.find(one => one.id === chosen) ?? open[0] ?? story.exceptions[0]
  const choose = (id: number) => draft.set('at', String(id))
  const list = useMemo(() => story.exceptions, [story.exceptions])
  if (current === undefined) return <p className="notice">Nothing of it is open any more.</p>
  const exceptions = list.length > 1 ? <CaseExceptions exceptions={list} current={current.id} choose={choose} /> : null
  const after = open.length > 1 ? 'Decide, and on to the next of this case' : 'Decide, and on to the next case'
  const decided = (one: DecidedNow) => {
    const following = open.find(other => other.id > one.item) ?? open.find(other => other.id !== one.item)
    if (following !== undefined && one.effect.exception !== 'open') choose(following.id)
    done(one)
  }
  return (
    <>
      {exceptions}
      {current.scope === 'item' ? (
        <ItemAtHand item={current.id} {...{ draft, frozen, fence, after }} done={decided} />
      ) : (
        <UnitAtHand item={current.id} {...{ draft, frozen, fence, after }} done={decided} inCase={story.case.case} />
      )}
    </>
  )
}

interface ItemAtHandProps {
  readonly item: number
  readonly draft: Draft
  readonly frozen: string | undefined
  readonly fence: number
  readonly after: string
  readonly done: (one: DecidedNow) => void
}

function ItemAtHand({ item, draft, frozen, fence, after, done }: ItemAtHandProps) {
  const query = useQuery(itemQuery(String(item)))
  const record = useQuery(itemRecordQuery(String(item)))
  const isRead = !useQuery(actsQuery(item)).isPending
  const acts = (
    <>
      <ActsPanel {...{ item, draft, frozen, fence, after, done }} />
      <DecisionsPanel item={item} />
    </>
  )
  return (
    <Loaded query={query} skeleton={<PanelLines count={24} />}>
      {story => <ItemBody story={story} record={record} acts={acts} actsAre={isRead ? 'read' : 'on their way'} />}
    </Loaded>
  )
}

/** A held batch, file or claim: it is decided as a whole. */
function UnitAtHand({ inCase, ...of }: ItemAtHandProps & { readonly inCase: string }) {
  const { item } = of
  const query = useQuery(heldQuery(item))
  const isRead = !useQuery(actsQuery(item)).isPending
  const acts = (
    <>
      <ActsPanel {...of} />
      <DecisionsPanel item={item} />
    </>
  )
  return (
    <Loaded query={query} skeleton={<PanelLines count={24} />}>
      {story => <UnitBody {...{ story, acts, inCase }} actsAre={isRead ? 'read' : 'on their way'} />}
    </Loaded>
  )
}
