import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { DeskCase, NextWork } from '../../contract/work.ts'
import { AskFailed } from './ask.ts'
import { type DeskNow, deskQuery, HEARTBEAT_MS, type Note, renewLease, takeNamed, takeNext, takeUp } from './desk.ts'
import { keepWhy, keptWhy } from './why-kept.ts'

/** The case that somebody works on, as this page knows it. */
export interface AtHand {
  readonly work: DeskCase
  /** Why this one; undefined where it did not come in this window. */
  readonly why: string | undefined
  /** Set when it is theirs no more: why, and who has it now. What was typed stays. */
  readonly lost: string | undefined
}

export interface DeskOfMine {
  readonly query: ReturnType<typeof useQuery<DeskNow, Error>>
  readonly atHand: AtHand | undefined
  /** Why nothing came, of the last time that it was asked for. */
  readonly nothing: Extract<NextWork, { outcome: 'nothing' }>['why'] | undefined
  readonly isBusy: boolean
  readonly why: Error | undefined
  next(): void
  /** Takes up again what was put aside. */
  resume(id: string): void
  /** Takes a case that is named, and puts the one in hand aside with where one was. */
  take(id: string, note: Note): void
  /** It was let go, decided or given away by the person: it is not lost. */
  letGo(): void
  /** An act on it was refused because it is theirs no more. */
  isLost(why: AskFailed): void
}

/** What somebody works on: asked for, kept by a heartbeat, and told at once when it is lost. */
export function useDesk(): DeskOfMine {
  const client = useQueryClient()
  const query = useQuery(deskQuery)
  const [atHand, setAtHand] = useState<AtHand>()
  const [nothing, setNothing] = useState<DeskOfMine['nothing']>()
  const take = (work: DeskCase, why: string) => {
    keepWhy(work, why)
    setAtHand({ work, why, lost: undefined })
    setNothing(undefined)
    putOnDesk(client, work)
  }
  const next = useMutation({
    mutationFn: takeNext,
    onSuccess: given => {
      if (given.outcome !== 'nothing') return take(given.work, given.why)
      setAtHand(undefined)
      setNothing(given.why)
      return client.invalidateQueries({ queryKey: deskQuery.queryKey })
    },
  })
  const resume = useMutation({
    mutationFn: takeUp,
    onSuccess: work => take(work, 'you put it aside, and took it up again'),
  })
  const named = useMutation({
    mutationFn: ({ id, note }: { readonly id: string; readonly note: Note }) => {
      const inHand = atHand?.lost === undefined ? atHand?.work : undefined
      return takeNamed(id, inHand && { case: inHand.case.case, fence: inHand.fence, note })
    },
    onSuccess: work => {
      take(work, 'somebody asked about it')
      return client.invalidateQueries({ queryKey: deskQuery.queryKey })
    },
  })
  const lose = (why: string) => setAtHand(before => before && { ...before, lost: before.lost ?? why })
  const leased = query.data?.data.find(one => one.state === 'leased')
  useEffect(() => {
    if (leased !== undefined && atHand === undefined && !next.isPending)
      setAtHand({ work: leased, why: keptWhy(leased), lost: undefined })
  }, [leased, atHand, next.isPending])
  useHeartbeat(atHand, lose)
  const isGone = atHand !== undefined && atHand.lost === undefined && query.isSuccess && !isSame(leased, atHand.work)
  const claim = atHand === undefined ? '' : `${atHand.work.case.case}/${atHand.work.fence}`
  const told = useRef(lose)
  told.current = lose
  useEffect(() => {
    // What the desk says may be of before the claim: the heartbeat knows.
    if (isGone) void whetherLost(claim, why => told.current(why))
  }, [isGone, claim])
  return {
    ...{ query, atHand, nothing },
    isBusy: next.isPending || resume.isPending || named.isPending,
    why: next.error ?? resume.error ?? named.error ?? undefined,
    next: () => next.mutate(),
    resume: resume.mutate,
    take: (id, note) => named.mutate({ id, note }),
    letGo() {
      void client.cancelQueries({ queryKey: deskQuery.queryKey })
      setAtHand(undefined)
      client.setQueryData(
        deskQuery.queryKey,
        desk => desk && { ...desk, data: desk.data.filter(one => one.state !== 'leased') },
      )
      void client.invalidateQueries({ queryKey: deskQuery.queryKey })
    },
    isLost: ({ message, holder }) => lose(holder === undefined ? message : `${message} ${holder.name} has it.`),
  }
}

const LOST = 'The case is not yours any more: the lease ran out, or it was given to somebody else.'

function isSame(one: DeskCase | undefined, other: DeskCase): boolean {
  return one?.case.case === other.case.case && one.fence === other.fence
}

/** Shown at once, before the desk is read again; what is on its way is of before. */
function putOnDesk(client: QueryClient, work: DeskCase): void {
  void client.cancelQueries({ queryKey: deskQuery.queryKey })
  client.setQueryData(
    deskQuery.queryKey,
    desk => desk && { ...desk, data: [work, ...desk.data.filter(one => one.case.case !== work.case.case)] },
  )
  void client.invalidateQueries({ queryKey: deskQuery.queryKey })
}

/** Renews what somebody works on, and tells when this claim is not among it. A server that does not answer says nothing of the lease. */
async function whetherLost(claim: string, lose: (why: string) => void): Promise<void> {
  const renewed = await renewLease().catch((error: unknown) => {
    if (error instanceof AskFailed) return undefined
    throw error
  })
  if (renewed !== undefined && !renewed.data.some(one => `${one.case}/${one.fence}` === claim)) lose(LOST)
}

/** Says every half minute that somebody is at it. */
function useHeartbeat(atHand: AtHand | undefined, lose: (why: string) => void): void {
  const claim = atHand === undefined || atHand.lost !== undefined ? '' : `${atHand.work.case.case}/${atHand.work.fence}`
  const told = useRef(lose)
  told.current = lose
  useEffect(() => {
    if (claim === '') return undefined
    const timer = setInterval(() => void whetherLost(claim, why => told.current(why)), HEARTBEAT_MS)
    return () => clearInterval(timer)
  }, [claim])
}
