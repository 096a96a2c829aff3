import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Call, type Command, EXIT } from '../command.ts'
import { CONFIG_FILE, ConfigFault, institutionOf, readConfig } from '../config.ts'
import { withEngine } from '../with-engine.ts'

export const doctor: Command = {
  arguments: '',
  summary:
    'Checks the configuration, the data directory, the disk and the database, and says what to do about what is wrong.',
  examples: ['clearday doctor', 'clearday doctor --json'],
  options: {},
  async run(call) {
    const findings = [nodeVersion(), dataDirectory(call), diskSpace(call), configuration(call), await database(call)]
    if (call.json) call.terminal.printJson({ holds: findings.every(finding => finding.ok), findings })
    else
      for (const finding of findings)
        call.terminal.print(`${finding.ok ? 'ok  ' : 'FAIL'} ${finding.what}: ${finding.says}`)
    return findings.every(finding => finding.ok) ? EXIT.done : EXIT.faults
  },
}

interface Found {
  readonly what: string
  readonly ok: boolean
  readonly says: string
}

const NODE_MAJOR = 26
const FREE_BYTES_MIN = 2 * 2 ** 30

function nodeVersion(): Found {
  const ok = Number(process.versions.node.split('.')[0]) >= NODE_MAJOR
  return {
    what: 'node',
    ok,
    says: ok ? process.version : `${process.version} runs this; start it with npm, which finds Node ${NODE_MAJOR}`,
  }
}

function dataDirectory(call: Call): Found {
  const path = resolve(call.dataDir)
  try {
    mkdirSync(path, { recursive: true })
    accessSync(path, constants.R_OK | constants.W_OK)
    return { what: 'data directory', ok: true, says: path }
  } catch (error) {
    return {
      what: 'data directory',
      ok: false,
      says: `${path} cannot be written (${(error as Error).message}); name another with --data`,
    }
  }
}

function diskSpace(call: Call): Found {
  const path = existsSync(call.dataDir) ? call.dataDir : '.'
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  const text = `${(free / 2 ** 30).toFixed(1)} GiB free`
  return {
    what: 'disk',
    ok: free >= FREE_BYTES_MIN,
    says: free >= FREE_BYTES_MIN ? text : `${text}; a day needs at least 2 GiB`,
  }
}

function configuration(call: Call): Found {
  try {
    const institution = institutionOf(readConfig(call.dataDir, call.environment))
    return {
      what: 'configuration',
      ok: true,
      says: `${institution.name}, ${institution.settings.routingNumbers.join(' ')}, ${institution.zone}`,
    }
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    return {
      what: 'configuration',
      ok: false,
      says: `${error.message}. Every field is described in docs/configuration.md (${CONFIG_FILE})`,
    }
  }
}

async function database(call: Call): Promise<Found> {
  try {
    const version = await withEngine(call, async engine => {
      const found = await engine.database.pool.query<{ server_version_num: string; server_version: string }>(
        `select current_setting('server_version_num') as server_version_num, current_setting('server_version') as server_version`,
      )
      return found.rows[0]
    })
    const ok = Number(version?.server_version_num ?? 0) >= 150_000
    return {
      what: 'database',
      ok,
      says: ok
        ? `PostgreSQL ${version?.server_version}`
        : `PostgreSQL ${version?.server_version}; 15 or later is needed`,
    }
  } catch (error) {
    return {
      what: 'database',
      ok: false,
      says: `${(error as Error).message}. Check DATABASE_URL, or leave it empty for the embedded one`,
    }
  }
}
