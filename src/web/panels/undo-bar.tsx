import { Link } from '@tanstack/react-router'
import { receiptOfHeld } from '../../core/item.ts'
import type { Command } from '../commands/command.ts'
import { CommandButton } from '../commands/command-button.tsx'
import { useCommands } from '../commands/use-commands.ts'
import { anyDecided } from '../data/desk.ts'
import { useUndo } from '../data/use-undo.ts'
import { wayTitle } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import type { DecidedNow } from './acts.tsx'

/** What was decided a moment ago: one key takes it back, and what waits for a second person is withdrawn among the approvals. */
export function UndoBar({ last, done }: { readonly last: DecidedNow; readonly done: () => void }) {
  const isProposed = last.state === 'proposed'
  const { exception } = last.effect
  const stands = exception === 'open' ? 'done' : exception
  return (
    <div className="undo-bar" role="status">
      <Mark tone={isProposed ? 'warn' : 'good'}>{isProposed ? 'waits for a second person' : stands}</Mark>
      <What last={last} />
      {isProposed ? <Link to="/approvals">Approvals</Link> : <Undo last={last} done={done} />}
    </div>
  )
}

function What({ last: { item, effect } }: { readonly last: DecidedNow }) {
  if (item < 0) {
    const receipt = String(receiptOfHeld(item))
    return (
      <span>
        {wayTitle(effect.resolution, 'batch')}, receipt{' '}
        <Link to="/receipts/$receipt" params={{ receipt }}>
          {receipt}
        </Link>
      </span>
    )
  }
  return (
    <span>
      {wayTitle(effect.resolution)}
      {'code' in effect && effect.code !== '' ? ` ${effect.code}` : ''}, item{' '}
      <Link to="/items/$item" params={{ item: String(item) }}>
        {item}
      </Link>
    </span>
  )
}

function Undo({ last: { item, decision }, done }: { readonly last: DecidedNow; readonly done: () => void }) {
  const undoing = useUndo(anyDecided(item), done)
  const command: Command = {
    id: 'undo',
    title: 'Undo',
    key: 'u',
    when: undoing.isBusy ? 'It is being taken back.' : true,
    run: () => undoing.take({ decision }),
  }
  useCommands([command])
  return (
    <>
      <CommandButton command={command} />
      {undoing.why !== undefined && <span className="why">{undoing.why.message}</span>}
    </>
  )
}
