import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder, ROOT } from './source.ts'

interface Page {
  readonly path: string
  readonly text: string
}

const pages: readonly Page[] = filesUnder('.')
  .filter(path => path.endsWith('.md'))
  .map(path => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
const projectHas = (path: string) => existsSync(join(ROOT, path))
const headingsOf = (path: string) =>
  statSync(join(ROOT, path)).isFile() ? slugs(readFileSync(join(ROOT, path), 'utf8')) : []

/** What is shown as code is not a link or a heading. */
function prose(text: string): string {
  return text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '')
}

function findDeadLinks(
  page: Page,
  has: (path: string) => boolean,
  headings: (path: string) => readonly string[],
): readonly string[] {
  const links = [...prose(page.text).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)/gm)]
  return links.map(link => link[1] ?? link[2] ?? '').flatMap(target => dead(page.path, target, has, headings))
}

function dead(
  path: string,
  target: string,
  has: (path: string) => boolean,
  headings: (path: string) => readonly string[],
): readonly string[] {
  if (/^(https|mailto):/.test(target)) return []
  if (/^[a-z]+:/.test(target)) return [`${path}: ${target} must be https.`]
  const [file = '', heading] = target.split('#')
  const found = file === '' ? path : join(path, '..', decodeURIComponent(file)).replaceAll('\\', '/')
  if (!has(found)) return [`${path}: ${target} leads nowhere.`]
  if (heading === undefined || !found.endsWith('.md') || headings(found).includes(heading)) return []
  return [`${path}: ${target} names a heading that is not there.`]
}

/** The anchors that headings get: small letters, hyphens for spaces, nothing else but letters, digits and hyphens. */
function slugs(text: string): readonly string[] {
  const headings = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm)]
  return headings.map(match =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}

function titles(text: string): number {
  return [...prose(text).matchAll(/^# \S/gm)].length
}

function findGaps(decisions: readonly string[]): readonly string[] {
  return decisions.flatMap((path, index) => {
    const expected = String(index + 1).padStart(4, '0')
    return path.startsWith(`decisions/${expected}-`) ? [] : [`${path}: the next number is ${expected}.`]
  })
}

function findUnlisted(manifest: Readonly<Record<string, unknown>>, text: string): readonly string[] {
  const listed = new Set([...text.matchAll(/`((?:@[\w.-]+\/)?[\w.-]+)`/g)].map(match => match[1] ?? ''))
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const
  const used = kinds.flatMap(kind => Object.entries(manifest[kind] ?? {}))
  return used.flatMap(([name, version]) => [
    ...(listed.has(name) ? [] : [`${name} has no line in decisions/dependencies.md that says why it and not another.`]),
    ...(/^\d/.test(String(version)) ? [] : [`${name} must have an exact version, not ${version}.`]),
  ])
}

test('every link in every page leads somewhere', () => {
  expect(pages.flatMap(page => findDeadLinks(page, projectHas, headingsOf))).toEqual([])
})

test('every page has one title', () => {
  expect(pages.filter(page => titles(page.text) !== 1).map(page => page.path)).toEqual([])
})

// Seen red with the row of the letters left out.
test('every page of the frame is told in the guide', () => {
  const titles = [
    ...readFileSync(join(ROOT, 'src/web/shell/pages.ts'), 'utf8').matchAll(/^ {2}\{ to: .*title: '(.+?)'/gm),
  ]
  const guide = pages.find(page => page.path === 'docs/work.md')?.text ?? ''
  expect(titles.length).toBeGreaterThan(10)
  expect(titles.map(([, title = '']) => title).filter(title => !guide.includes(`| **${title}** |`))).toEqual([])
})

test('decisions are numbered without gaps, and each says situation, choice and price', () => {
  const decisions = pages.filter(page => /^decisions\/\d/.test(page.path))
  expect(findGaps(decisions.map(page => page.path))).toEqual([])
  const parts = ['**Situation.**', '**Choice.**', '**Price.**']
  expect(decisions.filter(page => !parts.every(part => page.text.includes(part))).map(page => page.path)).toEqual([])
})

test('every dependency has its reason and an exact version', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(findUnlisted(manifest, readFileSync(join(ROOT, 'decisions/dependencies.md'), 'utf8'))).toEqual([])
})

test.each([
  '[away](missing.md)',
  '[away](../README.md)',
  '[heading](README.md#no-such-heading)',
  '![picture](missing.png "a picture")',
  '[plain](http://example.org)',
  '[ref]: missing.md',
])('a planted dead link is found: %s', text => {
  expect(
    findDeadLinks(
      { path: 'README.md', text },
      path => path === 'README.md',
      () => ['what-runs'],
    ),
  ).toHaveLength(1)
})

test.each([
  '[here](README.md)',
  '[heading](#what-runs)',
  '[web](https://example.org)',
  '`[code](missing.md)`',
  '```\n[code](missing.md)\n```\n',
])('what leads somewhere is let through: %s', text => {
  expect(
    findDeadLinks(
      { path: 'README.md', text },
      path => path === 'README.md',
      () => ['what-runs'],
    ),
  ).toEqual([])
})

test('planted faults of pages, decisions and dependencies are found', () => {
  expect(slugs('## What runs, and why?')).toEqual(['what-runs-and-why'])
  expect(titles('# One\n\n# Two\n')).toBe(2)
  expect(titles('## None\n\n```\n# a comment\n```\n')).toBe(0)
  expect(findGaps(['decisions/0001-a.md', 'decisions/0003-b.md'])).toHaveLength(1)
  expect(findUnlisted({ dependencies: { chalk: '^5.0.0' } }, 'nothing about it')).toHaveLength(2)
})
