import { expect, test } from 'vitest'
import { PACKS } from '../packs/index.ts'
import { readProcedure } from './read-procedure.ts'

const kinds = Object.values(PACKS).flatMap(pack =>
  Object.values(pack.kinds).map(kind => [pack.name, kind.procedure] as const),
)
const procedures = [...new Map(kinds.map(([pack, name]) => [`${pack}/${name}`, [pack, name] as const])).values()]

// Seen red with a part's bold word written as a heading.
test.each(procedures)('%s: the procedure %s says what to look at and how to decide', (pack, name) => {
  const { title, about, parts } = readProcedure(pack, name)
  expect(title).not.toBe('')
  expect(about).not.toBe('')
  expect(parts[0]?.title).toBe('Look')
  expect(parts.map(part => part.title)).toContain('Decide')
  for (const part of parts) {
    expect(part.title).toMatch(/^[A-Z][a-z]+$/)
    expect(part.text + part.steps.join('')).not.toMatch(/\*\*|^[#-]/)
    expect(part.text === '' && part.steps.length === 0, part.title).toBe(false)
  }
})
