import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { CannotServe } from './cannot-serve.ts'

/** An account of the operating system that PostgreSQL runs as. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Tried in this order, so that the same machine always gives the same answer. */
const CANDIDATES = ['postgres', '_postgres', 'nobody']

/**
 * PostgreSQL refuses to run as root, so root needs another account for it: the owner of a cluster that exists already, else
 * the first of `CANDIDATES` that the machine has. Undefined for everybody else: then it runs as ourselves.
 */
export function chooseAccount(owner: number | undefined): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = parsePasswd(readFileSync('/etc/passwd', 'utf8'))
  const chosen =
    owner === undefined
      ? CANDIDATES.flatMap(name => accounts.filter(account => account.name === name))[0]
      : accounts.find(account => account.uid === owner)
  if (chosen !== undefined && chosen.uid !== 0) return chosen
  throw new CannotServe(
    'no-account',
    `PostgreSQL refuses to run as root, and this machine has no account ${owner === undefined ? CANDIDATES.join(' or ') : `with the number ${owner}, which owns the database`}. Start Clearday as a plain user, or create one: useradd --system postgres`,
  )
}

/** The accounts of a passwd file. Lines that are not accounts are left out. */
export function parsePasswd(text: string): readonly Account[] {
  return text.split('\n').flatMap(line => {
    const [name, , uid, gid] = line.split(':')
    const isAccount = name !== undefined && /^-?\d+$/.test(uid ?? '') && /^-?\d+$/.test(gid ?? '')
    return isAccount ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

/** What `spawn` needs to run a program as the account. */
export function as(account: Account | undefined): { readonly uid?: number; readonly gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid }
}

/** True when the account can go into the directory. Asked of the kernel, which alone knows all modes, lists and mounts. */
export function canEnter(account: Account | undefined, directory: string): boolean {
  if (account === undefined) return true
  const asked = spawnSync('/bin/sh', ['-c', 'test -x "$1" && cd "$1"', 'sh', directory], { ...as(account), cwd: '/' })
  return asked.status === 0
}
