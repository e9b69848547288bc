// Draws a terminal into a place of the page, dark in both themes as logs are.

import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import type { TerminalSize } from '~/api/schema'

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
const LARGEST_SIDE = 1000

export type Screen = {
  terminal: Terminal
  size: () => TerminalSize
  remove: () => void
}

type Colour = (role: string) => string

function theme(colour: Colour): ITheme {
  const plain = NAMES.map((name) => [name, colour(`--ansi-${name}`)])
  const bright = NAMES.map((name) => [`bright${name[0]?.toUpperCase()}${name.slice(1)}`, colour(`--ansi-bright-${name}`)])
  const [background, text] = [colour('--log-ground'), colour('--log-text')]
  return { ...Object.fromEntries([...plain, ...bright]), background, foreground: text, cursor: text, cursorAccent: background }
}

const setPlainly = HTMLSpanElement.prototype.setAttribute

/** The page's policy takes no style out of an attribute, and takes it from a script: so what is drawn asks a script. */
HTMLSpanElement.prototype.setAttribute = function (this: HTMLSpanElement, attribute: string, value: string) {
  if (attribute === 'style') this.style.cssText = value
  else setPlainly.call(this, attribute, value)
}

const isAlone = ({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) => ctrlKey !== metaKey && !altKey && !shiftKey

/** Whether the browser does this better: copy what is marked, and paste. */
function isBrowsers(event: KeyboardEvent, hasMarked: boolean): boolean {
  const key = event.key.toLowerCase()
  return isAlone(event) && (key === 'v' || (key === 'c' && hasMarked))
}

/** Draws an empty terminal that fills its place. Its keys are those of the shell, but for the one that leaves it. */
export function draw(place: HTMLElement, label: string, onLeave: () => void): Screen {
  const style = getComputedStyle(place)
  const colour: Colour = (role) => style.getPropertyValue(role).trim()
  const terminal = new Terminal({
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: colour('--font-mono'),
    fontSize: 13,
    minimumContrastRatio: 4.5,
    scrollback: 5000,
    theme: theme(colour),
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.open(place)
  terminal.textarea?.setAttribute('aria-label', label)
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.key === 'Escape' && event.shiftKey) {
      if (event.type === 'keydown') onLeave()
      event.preventDefault()
      return false
    }
    return !isBrowsers(event, terminal.hasSelection())
  })
  // After a copy Ctrl C means again what it says.
  place.addEventListener('copy', () => setTimeout(() => terminal.clearSelection()))
  fit.fit()
  let frame = 0
  const watch = new ResizeObserver(() => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => fit.fit())
  })
  watch.observe(place)
  return {
    terminal,
    size: () => ({ columns: Math.min(LARGEST_SIDE, terminal.cols), rows: Math.min(LARGEST_SIDE, terminal.rows) }),
    remove: () => {
      watch.disconnect()
      cancelAnimationFrame(frame)
      terminal.dispose()
    },
  }
}
