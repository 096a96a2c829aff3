import { expect, test } from 'vitest'
import { parsePidFile } from './postmaster.ts'

const READY = '4711\n/var/lib/clearday/1f/cluster\n1782900000\n40705\n\n127.0.0.1\n  2621441  32772\nready   \n'

// Planted bug seen red: the status was compared with its trailing blanks, and no server ever became ready.
test('a pid file tells the process, the port and whether it serves', () => {
  expect(parsePidFile(READY)).toEqual({ pid: 4711, port: 40705, status: 'ready' })
})

// Planted bug seen red: an empty file was taken for process 0, which is our own process group.
test.each(['', '\n', 'no number\n', '0\n', '-1\n'])('what is no pid file names no process: %j', text => {
  expect(parsePidFile(text)).toBeUndefined()
})

test('a file that is still being written is a server that starts', () => {
  expect(parsePidFile('4711\n/var/lib/clearday/1f/cluster\n')).toEqual({ pid: 4711, port: 0, status: 'starting' })
})
