import type { WriteStream } from 'node:tty'

/**
 * A stream whose reader may close its end early, as `| head` does: that is no fault of ours, and what the command is doing
 * goes on to its end without saying more.
 */
export function untilClosed(stream: WriteStream): Pick<WriteStream, 'write' | 'isTTY' | 'columns'> {
  let closed = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    closed = true
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') process.exitCode = 2
  })
  return {
    write: (text: string | Uint8Array) => (closed ? false : stream.write(text)),
    get isTTY() {
      return stream.isTTY
    },
    get columns() {
      return stream.columns
    },
  }
}
