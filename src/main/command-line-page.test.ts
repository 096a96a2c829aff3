import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { helpOf, parseCall } from './command.ts'
import { COMMANDS } from './commands.ts'
import { readConfig } from './config.ts'
import { openTerminal } from './terminal.ts'

const PAGE = new URL('../../docs/command-line.md', import.meta.url)

const HEAD = `# Command line

    npm run -s clearday -- COMMAND [ARGUMENTS] [--json] [--data DIR]

or \`clearday …\` where the package is installed. What follows is the commands' own help (\`clearday COMMAND --help\`).

**Output.** Results go to standard output, everything else (progress, refusals) to standard error. With \`--json\` a command prints one JSON value on one line. Amounts are whole minor units in fields named \`…_minor\`, instants are ISO 8601. Account numbers, names of people and tax ids are masked, unless \`--reveal\` is given; that is written to the audit log where there is one, before anything is shown.

**Exit.** 0: done. 1: done, and faults were found: in a file, in the books, in a score. 2: it could not be done; the sentence on standard error says why and what helps.

**Stopping.** Ctrl-C (SIGINT, SIGTERM, SIGHUP) ends a command within seconds, where nothing is half done, with 2; the same command goes on from there. \`clearday start\` ends so too until it serves, also in the middle of the sample day, which the next start finishes, as it does after a kill; while it still makes that day it ends at once, by the signal, and the next start makes it again. Once it serves, it ends with 0, after what is being processed. Two commands may work on one data directory at once, also beside \`clearday start\`; two data directories never meet. What lies in a data directory is in [files](files.md), what can be set in [configuration](configuration.md).
`

// CLEARDAY_WRITE_DOCS=1 writes the page anew. Seen red with a word changed in an option's help.
test('docs/command-line.md is the help of every command', async () => {
  const parts = [HEAD]
  for (const [name, load] of Object.entries(COMMANDS))
    parts.push(`## ${name}\n\n\`\`\`\n${helpOf(name, await load())}\n\`\`\`\n`)
  const page = parts.join('\n')
  if (process.env.CLEARDAY_WRITE_DOCS === '1') writeFileSync(PAGE, page)
  expect(readFileSync(PAGE, 'utf8'), 'run this test with CLEARDAY_WRITE_DOCS=1 to write the page').toBe(page)
})

// Seen red with an example that named an option which was renamed.
test.each(Object.keys(COMMANDS) as (keyof typeof COMMANDS)[])('every example of %s can be parsed', async name => {
  const command = await COMMANDS[name]()
  const quiet = { write: () => true }
  expect(command.examples.length).toBeGreaterThan(0)
  for (const example of command.examples) {
    const words = (example.split(/ \|+ | && /).find(part => part.startsWith(`clearday ${name}`)) ?? '')
      .match(/"[^"]*"|\S+/g)
      ?.map(word => word.replaceAll('"', ''))
    const call = parseCall(
      command,
      words?.slice(2) ?? [],
      openTerminal(quiet, quiet, () => 0),
      {},
    )
    expect(readConfig(call.dataDir, {}), example).toBeDefined()
  }
})
