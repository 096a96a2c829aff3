import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundaryOf, FormCutOff, type FormFile, filesOfForm } from './multipart.ts'

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[n % Math.max(1, sizes.length)] ?? 7
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function read(body: Uint8Array, boundary: string, sizes: readonly number[] = [64]) {
  const files: { readonly name: string; readonly bytes: Buffer }[] = []
  for await (const file of filesOfForm(pieces(body, sizes), boundary)) {
    files.push({ name: file.name, bytes: await bytesOf(file) })
  }
  return files
}

async function bytesOf(file: FormFile): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file.bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function formOf(boundary: string, files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="note"\r\n\r\na field before it\r\n`),
    ...Object.entries(files).flatMap(([name, content]) => [
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n`,
      ),
      content,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
}

// Seen red with two bytes less held back: a boundary cut by a chunk became content. And with the first file alone.
test('law: whatever the content and however it is cut, the files are what was sent', async () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(Buffer.from('\r\n--b0und\r\n--b0undar\r\n\r\n--')),
  )
  await fc.assert(
    fc.asyncProperty(
      content,
      content,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 }),
      async (first, second, sizes) => {
        const sent = { 'day.ach': first, 'Zürich.x937': second }
        const files = await read(formOf('b0undary', sent), 'b0undary', sizes)
        expect(files).toEqual(Object.entries(sent).map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes) })))
      },
    ),
  )
})

// Seen red with the end of the body taken for the end of the form.
test('law: a form cut off anywhere ends in a failure, also between two files', async () => {
  const whole = formOf('b0undary', { 'day.ach': Buffer.from('101 091000019'), 'next.ach': Buffer.from('101 2') })
  // The boundary that closes the form proves that it is whole; what follows that is not read.
  const proven = Buffer.from(whole).lastIndexOf('--b0undary--') + '--b0undary--'.length
  for (let length = 0; length < proven; length++)
    await expect(read(whole.subarray(0, length), 'b0undary'), `${length} bytes`).rejects.toThrow(FormCutOff)
  expect(await read(whole.subarray(0, proven), 'b0undary')).toHaveLength(2)
})

// A file is taken in before the next is asked for. Seen red with the end of the body taken for the end of the file.
test('law: a file cut off anywhere ends in a failure by itself, before anything behind it is asked for', async () => {
  const whole = Buffer.from(formOf('b0undary', { 'day.ach': Buffer.from('101 091000019') }))
  const [begins, ends] = [whole.indexOf('101'), whole.lastIndexOf('--b0undary--') + '--b0undary'.length]
  for (let length = begins; length <= ends; length++) {
    const form = filesOfForm(pieces(whole.subarray(0, length), [64]), 'b0undary')[Symbol.asyncIterator]()
    const { value: file } = await form.next()
    if (file === undefined) return expect.fail('the head of the file is whole')
    if (length < ends) await expect(bytesOf(file), `${length} bytes`).rejects.toThrow(FormCutOff)
    else expect((await bytesOf(file)).toString()).toBe('101 091000019')
  }
})

test('a browser’s own form is read', async () => {
  const form = new FormData()
  form.append('source', 'fed')
  form.append('file', new Blob(['101 091000019']), 'a "quoted" name.ach')
  const request = new Request('http://127.0.0.1/', { method: 'POST', body: form })
  const boundary = boundaryOf(request.headers.get('content-type') ?? '') ?? ''
  const files = await read(Buffer.from(await request.arrayBuffer()), boundary)
  expect(files.map(file => file.bytes.toString())).toEqual(['101 091000019'])
})

test.each([
  ['no form at all', 'just bytes'],
  ['a head without an end', `--b0undary\r\n${'x'.repeat(40_000)}`],
  ['a thousand fields', '--b0undary\r\n\r\n1\r\n'.repeat(1_001)],
  ['nothing', ''],
])('%s is refused', async (_, body) => {
  await expect(read(Buffer.from(body), 'b0undary')).rejects.toThrow(FormCutOff)
})

// Seen red with quoted names alone: the file was passed over without a word, beside others that were received.
test.each([
  ['filename=day.ach', 'day.ach'],
  ["filename*=UTF-8''day.ach", "UTF-8''day.ach"],
  ['filename="day.ach', '"day.ach'],
])('a file whose name is written as %s is a file', async (name, expected) => {
  const body = `--b0undary\r\ncontent-disposition: form-data; name="file"; ${name}\r\n\r\n101\r\n--b0undary--\r\n`
  expect((await read(Buffer.from(body), 'b0undary')).map(file => file.name)).toEqual([expected])
})

test.each([
  ['a form without a file', 'name="a"'],
  ['a form in which no file was chosen', 'name="file"; filename=""'],
])('%s has none', async (_, field) => {
  const body = `--b0undary\r\ncontent-disposition: form-data; ${field}\r\n\r\n\r\n--b0undary--\r\n`
  expect(await read(Buffer.from(body), 'b0undary')).toEqual([])
})

test.each([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
  ['application/octet-stream', undefined],
  ['multipart/form-data', undefined],
])('the boundary of %s is %s', (type, boundary) => {
  expect(boundaryOf(type)).toBe(boundary)
})
