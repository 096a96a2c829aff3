import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const OF_THE_SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * A real Chromium: the one that CLEARDAY_CHROMIUM names, else the system's, else the one that comes from npm with
 * @sparticuz/chromium (`CLEARDAY_CHROMIUM=npm` asks for that). Chromium's own sandbox cannot run as root.
 */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CLEARDAY_CHROMIUM
  const found = named === 'npm' ? undefined : (named ?? OF_THE_SYSTEM.find(path => existsSync(path)))
  if (found !== undefined)
    return chromium.launch({ executablePath: found, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  const packed = (await import('@sparticuz/chromium')).default
  // Its own arguments are for a function in a cloud: one process, which ends with the first page that is closed.
  const args = packed.args.filter(arg => !/^--(single-process|no-zygote|headless)/.test(arg))
  return chromium.launch({ executablePath: await packed.executablePath(), args })
}
