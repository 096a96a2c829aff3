import { expect, test } from 'vitest'
import { latin1Bytes } from '../core/latin1.ts'
import { crc32, storedZip } from './zip.ts'

test('the checksum is the one that everybody computes', () => {
  expect(crc32(latin1Bytes('123456789')).toString(16)).toBe('cbf43926')
})

test('an archive holds its file as it is, and its directory says where', () => {
  const content = latin1Bytes('101 091000019')
  const zip = storedZip('a.ach', content)
  const view = new DataView(zip.buffer)
  expect(view.getUint32(0, true)).toBe(0x04034b50)
  expect(zip.slice(30 + 5, 30 + 5 + content.length)).toEqual(content)
  const end = zip.length - 22
  expect(view.getUint32(end, true)).toBe(0x06054b50)
  const directory = view.getUint32(end + 16, true)
  expect(directory).toBe(30 + 5 + content.length)
  expect(view.getUint32(directory, true)).toBe(0x02014b50)
  expect(view.getUint32(directory + 16, true)).toBe(crc32(content))
  expect(view.getUint32(directory + 42, true)).toBe(0)
  expect(view.getUint32(end + 12, true)).toBe(end - directory)
})
