import type { Page } from 'playwright-core'

/**
 * Texts that are not wholly seen or stand in each other's way, a sentence each: beyond the window, beyond the box of their own
 * block, cut off by a box around them, or over another text. What may end in an ellipsis has the class `cut`, what scrolls can be
 * reached by the keyboard; what is for ears only is left out, and so is what lies over the page until it is put away.
 */
export async function crowdedTexts(on: Page): Promise<readonly string[]> {
  return on.evaluate<readonly string[]>(LOOK)
}

/** It runs in the page, which is why it is a text: no type of the browser reaches the tests. */
const LOOK = `(() => {
  const SLACK = 1.5
  const said = node => '"' + node.data.trim().slice(0, 40) + '"'
  const isBlock = element => !getComputedStyle(element).display.startsWith('inline') || element.matches('.mark')
  const styleOf = element => getComputedStyle(element)
  const found = []
  const seen = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const owner = node.parentElement
    if (node.data.trim() === '' || owner.closest('.hidden-text, .skip, thead.hidden-text, svg, option, .lost, .notices')) continue
    if (!owner.checkVisibility({ checkVisibilityCSS: true }) || owner.closest('.rows thead') && styleOf(owner.closest('thead')).position === 'absolute') continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const boxes = [...range.getClientRects()].filter(box => box.width > 0)
    const mayBeCut = owner.closest('.cut, .narrow-under') !== null
    const scroller = owner.closest('[tabindex="0"]')
    let block = owner
    while (!isBlock(block)) block = block.parentElement
    const frames = []
    for (let frame = block; frame !== null && frame !== document.body; frame = frame.parentElement)
      if (frame === block || styleOf(frame).overflowX !== 'visible') frames.push(frame)
    for (const box of boxes) {
      if (mayBeCut || scroller !== null) break
      if (box.left < -SLACK || box.right > document.documentElement.clientWidth + SLACK) found.push(said(node) + ' is beyond the window')
      for (const frame of frames) {
        const edge = frame.getBoundingClientRect()
        if (box.left < edge.left - SLACK || box.right > edge.right + SLACK || (frame !== block && (box.top < edge.top - SLACK || box.bottom > edge.bottom + SLACK)))
          found.push(said(node) + ' does not fit into its ' + frame.tagName.toLowerCase() + '.' + frame.className)
      }
    }
    if (scroller === null) for (const box of boxes) seen.push({ node, box, cutter: mayBeCut ? owner.closest('.cut, .narrow-under').getBoundingClientRect() : undefined })
  }
  const shown = seen.map(({ node, box, cutter }) => ({ node, top: box.top, bottom: box.bottom, left: box.left, right: cutter === undefined ? box.right : Math.min(box.right, cutter.right) }))
  shown.sort((a, b) => a.top - b.top)
  for (let i = 0; i < shown.length; i++)
    for (let j = i + 1; j < shown.length && shown[j].top < shown[i].bottom - 4; j++) {
      const [a, b] = [shown[i], shown[j]]
      if (a.node === b.node || Math.min(a.right, b.right) - Math.max(a.left, b.left) < 2) continue
      if (Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4) found.push(said(a.node) + ' stands over ' + said(b.node))
    }
  return [...new Set(found)].slice(0, 12)
})()`

/** To be run before a page is opened: it keeps what moved by itself, with how far, in the words of the browser's own measure. */
export const WATCH_SHIFTS = `
window.shifts = []
new PerformanceObserver(list => {
  for (const one of list.getEntries())
    if (!one.hadRecentInput)
      for (const { node, previousRect: from, currentRect: to } of one.sources)
        window.shifts.push((node?.className || node?.nodeName || node?.data) + ' from ' + [from.x, from.y, from.width, from.height].map(Math.round) + ' to ' + [to.x, to.y, to.width, to.height].map(Math.round))
}).observe({ type: 'layout-shift', buffered: true })`

/** What moved by itself since the page was opened. */
export async function shiftsOf(on: Page): Promise<readonly string[]> {
  return on.evaluate<readonly string[]>('window.shifts')
}
