import { useNavigate } from '@tanstack/react-router'
import type { Command } from '../commands/command.ts'

/** Somebody calls: from every page to the one place where what it is about is taken. */
export function useCall(): Command {
  const navigate = useNavigate()
  return {
    id: 'call',
    title: 'A call',
    key: 'c',
    when: true,
    run: () => void navigate({ to: '/work', search: { call: 'comes' } }),
  }
}
