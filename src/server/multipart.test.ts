import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundaryOf, FormCutOff, firstFile } from './multipart.ts'

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[n % Math.max(1, sizes.length)] ?? 7
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function read(body: Uint8Array, boundary: string, sizes: readonly number[] = [64]) {
  const file = await firstFile(pieces(body, sizes), boundary)
  if (file === undefined) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of file.bytes) chunks.push(chunk)
  return { name: file.name, bytes: Buffer.concat(chunks) }
}

function formOf(boundary: string, name: string, content: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="note"\r\n\r\na field before it\r\n`),
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n`,
    ),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
}

// Seen red with two bytes less held back: a boundary cut by a chunk became content.
test('law: whatever the content and however it is cut, the file is what was sent', async () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(Buffer.from('\r\n--b0und\r\n--b0undar\r\n\r\n--')),
  )
  await fc.assert(
    fc.asyncProperty(
      content,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 }),
      async (bytes, sizes) => {
        const file = await read(formOf('b0undary', 'day.ach', bytes), 'b0undary', sizes)
        expect(file?.name).toBe('day.ach')
        expect(file?.bytes.equals(Buffer.from(bytes))).toBe(true)
      },
    ),
  )
})

// Seen red with the end of the body taken for the end of the file.
test('law: a form cut off anywhere gives no file, or one that ends in a failure', async () => {
  const whole = formOf('b0undary', 'day.ach', Buffer.from('101 091000019'))
  // The boundary behind the file proves it; what follows that is not read.
  const proven = Buffer.from(whole).lastIndexOf('--b0undary') + '--b0undary'.length
  for (let length = 0; length < proven; length++) {
    const cut = read(whole.subarray(0, length), 'b0undary').then(file => file ?? Promise.reject(new FormCutOff()))
    await expect(cut, `${length} bytes`).rejects.toThrow(FormCutOff)
  }
  expect((await read(whole.subarray(0, proven), 'b0undary'))?.bytes.toString()).toBe('101 091000019')
})

test('a browser’s own form is read', async () => {
  const form = new FormData()
  form.append('source', 'fed')
  form.append('file', new Blob(['101 091000019']), 'a "quoted" name.ach')
  const request = new Request('http://127.0.0.1/', { method: 'POST', body: form })
  const boundary = boundaryOf(request.headers.get('content-type') ?? '') ?? ''
  const file = await firstFile(request.body as AsyncIterable<Uint8Array>, boundary)
  let text = ''
  for await (const chunk of file?.bytes ?? []) text += Buffer.from(chunk).toString()
  expect(text).toBe('101 091000019')
})

test.each([
  ['no form at all', 'just bytes'],
  ['a form without a file', '--b0undary\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b0undary--\r\n'],
  ['a head without an end', `--b0undary\r\n${'x'.repeat(40_000)}`],
  ['nothing', ''],
])('%s has no file', async (_, body) => {
  expect(await read(Buffer.from(body), 'b0undary')).toBeUndefined()
})

test.each([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
  ['application/octet-stream', undefined],
  ['multipart/form-data', undefined],
])('the boundary of %s is %s', (type, boundary) => {
  expect(boundaryOf(type)).toBe(boundary)
})
