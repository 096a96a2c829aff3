import { accessSync, chmodSync, constants, existsSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { nextReturnWindow } from '../../core/deadline/return-window.ts'
import type { Institution } from '../../core/institution.ts'
import { ACCOUNTS_MISSING } from '../../engine/accounts-missing.ts'
import { openProvider } from '../../server/provider.ts'
import { type HistoryMonths, historyMonths } from '../../store/history-months.ts'
import { type LoadedAccounts, loadedAccounts } from '../../store/loaded-accounts.ts'
import { removeEmbedded, startEmbedded } from '../../store/postgres/start-embedded.ts'
import { serverVersion } from '../../store/server-version.ts'
import { type Call, type Command, EXIT } from '../command.ts'
import { type Config, institutionOf, PACK_NAMES, readConfig } from '../config.ts'
import { ConfigFault } from '../config-fault.ts'
import { failureSentence } from '../failure-sentence.ts'
import { providerSettings } from '../provider-settings.ts'
import { relyingPartyOf } from '../relying-party.ts'
import { hasDatabase } from '../with-engine.ts'

export const doctor: Command = {
  arguments: '',
  summary:
    'Checks the configuration, the data directory, the disk and the database, and says what to do about what is wrong.',
  examples: ['clearday doctor', 'clearday doctor --json'],
  options: {},
  async run(call) {
    const findings = [
      nodeVersion(),
      dataDirectory(call),
      diskSpace(call),
      ...(await configuration(call)),
      ...(await database(call)),
    ]
    const holds = findings.every(finding => finding.ok)
    if (call.json) call.terminal.printJson({ holds, findings })
    else
      for (const finding of findings)
        call.terminal.print(`${finding.ok ? 'ok  ' : 'FAIL'} ${finding.what}: ${finding.says}`)
    return holds ? EXIT.done : EXIT.faults
  },
}

interface Found {
  readonly what: string
  readonly ok: boolean
  readonly says: string
}

const NODE_MAJOR = 26
const GIB = 2 ** 30
const FREE_BYTES_MIN = 2 * GIB

function nodeVersion(): Found {
  const ok = Number(process.versions.node.split('.')[0]) >= NODE_MAJOR
  return {
    what: 'node',
    ok,
    says: ok ? process.version : `${process.version} runs this; start it with npm, which finds Node ${NODE_MAJOR}`,
  }
}

/** Looks and makes nothing: a data directory that somebody made here would no longer be a first start. */
function dataDirectory(call: Call): Found {
  const what = 'data directory'
  const path = resolve(call.dataDir)
  const there = nearestExisting(path)
  try {
    if (!statSync(there).isDirectory()) return { what, ok: false, says: `${there} is a file; name another with --data` }
    accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK)
    return { what, ok: true, says: there === path ? path : `${path}, made at the first use` }
  } catch {
    return { what, ok: false, says: `${there} cannot be written by this account; name another directory with --data` }
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path))
}

function diskSpace(call: Call): Found {
  const { bavail, bsize } = statfsSync(nearestExisting(resolve(call.dataDir)))
  const free = bavail * bsize
  const text = `${(free / GIB).toFixed(1)} GiB free`
  return {
    what: 'disk',
    ok: free >= FREE_BYTES_MIN,
    says: free >= FREE_BYTES_MIN ? text : `${text}; a day needs at least 2 GiB`,
  }
}

async function configuration(call: Call): Promise<readonly Found[]> {
  const what = 'configuration'
  try {
    const config = readConfig(call.dataDir, call.environment)
    const institution = institutionOf(config)
    const { name, settings, zone } = institution
    const found = { what, ok: true, says: `${name}, ${settings.routingNumbers.join(' ')}, ${zone}` }
    const ways = await signInWays(call, config)
    return [found, returnWindows(institution, config.returnWindows.minutesAhead), ...ways]
  } catch (error) {
    return [{ what, ok: false, says: error instanceof ConfigFault ? error.message : orThrow(error) }]
  }
}

/** By which ways people sign in beside the password. A provider that does not answer is worth knowing, and stops nothing. */
async function signInWays({ environment }: Call, config: Config): Promise<readonly Found[]> {
  const { server } = config
  const party = relyingPartyOf(server, server.port)
  const passkeys = 'why' in party ? `none: ${party.why}` : `belong to ${party.id}, at ${party.origins.join(', ')}`
  const found = { what: 'passkeys', ok: true, says: passkeys }
  const settings = providerSettings({ config, environment, port: server.port })
  if (settings === undefined) return [found, { what: 'sign-in provider', ok: true, says: 'none is configured' }]
  if ('why' in settings) return [found, { what: 'sign-in provider', ok: false, says: settings.why }]
  const why = await openProvider(settings, () => Temporal.Now.instant()).whyNot()
  const says = `${settings.issuer} leads back to ${settings.redirectUri}, and knows people by ${settings.loginClaim}`
  return [found, { what: 'sign-in provider', ok: why === undefined, says: why ?? says }]
}

/** When outbound files leave next, on the institution's clock. */
function returnWindows({ calendars, zone }: Institution, minutesAhead: number): Found {
  const now = Temporal.Now.instant()
  const clock = (at: Temporal.Instant) =>
    at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')
  const nexts = PACK_NAMES.map(pack => {
    const next = nextReturnWindow(pack, now, calendars)
    if (next === undefined) return { ok: false, says: `${pack}: no window within two weeks; see returnWindows.${pack}` }
    const leaves = next.submitBy.subtract({ minutes: minutesAhead })
    const at = Temporal.Instant.compare(leaves, now) < 0 ? 'now' : clock(leaves)
    return { ok: true, says: `${pack} leaves ${at} for ${next.operator} ${next.window.id}, ${clock(next.submitBy)}` }
  })
  return { what: 'return windows', ok: nexts.every(next => next.ok), says: nexts.map(next => next.says).join('; ') }
}

async function database(call: Call): Promise<readonly Found[]> {
  const what = 'database'
  try {
    return await tryDatabase(call)
  } catch (error) {
    return [{ what, ok: false, says: orThrow(error) }]
  }
}

/** The one that is there, left as it is; where there is none yet, whether one starts on this machine, in a folder that goes again. */
async function tryDatabase(call: Call): Promise<readonly Found[]> {
  const given = call.environment.DATABASE_URL ?? ''
  if (given !== '') return foundAt(given, version => `PostgreSQL ${version} of DATABASE_URL`)
  if (hasDatabase(call)) {
    const embedded = await startEmbedded(resolve(call.dataDir), { role: 'guest' })
    try {
      return await foundAt(embedded.url, version => `embedded PostgreSQL ${version}`)
    } finally {
      await embedded.stop()
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'clearday-doctor-'))
  chmodSync(folder, 0o711) // so that root's account for PostgreSQL can enter it
  try {
    const says = `none yet; embedded PostgreSQL ${await startedVersion(folder)} starts on this machine`
    return [{ what: 'database', ok: true, says }]
  } finally {
    await removeEmbedded(folder).catch(() => {})
    rmSync(folder, { recursive: true, force: true })
  }
}

async function foundAt(url: string, sentence: (version: string) => string): Promise<readonly Found[]> {
  const database = { what: 'database', ok: true, says: sentence(await serverVersion(url)) }
  return [database, accountsFound(await loadedAccounts(url)), historyFound(await historyMonths(url))]
}

function historyFound({ amiss, last }: HistoryMonths): Found {
  const what = 'history'
  if (amiss.length > 0) return { what, ok: false, says: amiss.join('; ') }
  return { what, ok: true, says: last === undefined ? 'no month was made yet' : `months to ${last}` }
}

function accountsFound(loaded: LoadedAccounts): Found {
  const what = 'accounts'
  if (loaded === 'missing') return { what, ok: false, says: ACCOUNTS_MISSING }
  return { what, ok: true, says: loaded === 'loaded' ? 'loaded' : 'nothing was kept in this database yet' }
}

async function startedVersion(dataDir: string): Promise<string> {
  const embedded = await startEmbedded(dataDir, { role: 'guest' })
  try {
    return await serverVersion(embedded.url)
  } finally {
    await embedded.stop()
  }
}

function orThrow(error: unknown): string {
  const sentence = failureSentence(error)
  if (sentence === undefined) throw error
  return sentence
}
