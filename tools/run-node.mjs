// Plain JavaScript without dependencies, see install.mjs.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** Goes on as another program: in place where Node can (26 on Unix), so that signals, exit code and process number are its own. */
export async function become(program, args) {
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(program, [program, ...args], process.env)
  }
  leaveLike(await run(program, args))
}

/** Runs a program with our input and output until it ends, passing signals on. */
export function run(program, args, options = {}) {
  return new Promise(resolve => {
    const child = spawn(program, args, { stdio: 'inherit', ...options })
    const pass = signal => {
      // Ctrl-C on a terminal reaches the program itself: passed on, it would count twice.
      if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass)
    child.on('error', error => {
      process.stderr.write(`${program} cannot be run: ${error.message}\n`)
      resolve({ code: 2, signal: null })
    })
    child.on('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, pass)
      resolve({ code, signal })
    })
  })
}

/** Ends this process as that one ended; a shell's convention for signals. */
export function leaveLike({ code, signal }) {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0))
}
