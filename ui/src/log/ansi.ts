// Reads the text of one stream of a log: colours are kept, everything else that a terminal would obey is shown.
//
// An allow-list: the SGR colours and weights become styles, tab and newline keep their meaning, a lone carriage return
// begins its line anew. Every other control character and escape sequence becomes a visible glyph and nothing happens.
// The text may be cut anywhere; the parser keeps its state, so the pieces give the same lines as the whole.

export const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
export type Colour = (typeof COLOURS)[number] | `bright-${(typeof COLOURS)[number]}`

export type Style = {
  fg?: Colour
  bg?: Colour
  isBold?: true
  isFaint?: true
  isItalic?: true
  isUnderlined?: true
  isStruck?: true
  isInverse?: true
}

/** What the parser tells, in order. A glyph stands for something that was not obeyed; `of` says what it was. */
export type AnsiEvent =
  | { kind: 'text'; text: string; style: Style }
  | { kind: 'glyph'; text: string; of: string }
  | { kind: 'newline' }
  | { kind: 'return' }

const PLAIN: Style = {}
const ESC = '\x1b'
/** Longer sequences are no colours; their text is shown instead of being swallowed. */
const LONGEST_SEQUENCE = 128

/** C0 without tab and newline, delete, C1, and what turns the direction of a text or hides in it. */
const SPECIAL = /[\0-\x08\n-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g

export class AnsiParser {
  #style: Style = PLAIN
  /** An escape sequence that has begun; empty outside of one. */
  #pending = ''

  constructor(private readonly emit: (event: AnsiEvent) => void) {}

  feed(text: string): void {
    let at = 0
    while (at < text.length) {
      at = this.#pending ? this.#continueSequence(text, at) : this.#continueText(text, at)
    }
  }

  /** The log is over: a sequence that never ended is shown too. */
  finish(): void {
    if (this.#pending) this.#showPending()
  }

  /** Text up to the next special character, and that character. */
  #continueText(text: string, from: number): number {
    SPECIAL.lastIndex = from
    const found = SPECIAL.exec(text)
    const end = found ? found.index : text.length
    if (end > from) this.emit({ kind: 'text', text: text.slice(from, end), style: this.#style })
    if (!found) return end
    const [character] = found
    if (character === ESC) this.#pending = ESC
    else this.#control(character)
    return end + 1
  }

  #control(character: string): void {
    if (character === '\n') return this.emit({ kind: 'newline' })
    if (character === '\r') return this.emit({ kind: 'return' })
    this.emit({ kind: 'glyph', text: glyphOf(character), of: nameOf(character) })
  }

  #continueSequence(text: string, from: number): number {
    const character = text[from] ?? ''
    // What cannot stand in a sequence ends it, and keeps its own meaning.
    if (character < ' ' || character > '~') {
      this.#showPending()
      return from
    }
    this.#pending += character
    if (this.#pending.length > LONGEST_SEQUENCE) this.#showPending()
    else if (isComplete(this.#pending)) this.#obey()
    return from + 1
  }

  #obey(): void {
    if (isNothingToErase(this.#pending)) {
      this.#pending = ''
      return
    }
    const colours = /^\x1b\[([0-9;:]*)m$/.exec(this.#pending)
    if (!colours) return this.#showPending()
    this.#pending = ''
    this.#style = restyle(this.#style, colours[1] ?? '')
  }

  /** One glyph for the whole sequence; what stands in it is told by its name. */
  #showPending(): void {
    const sequence = this.#pending
    this.#pending = ''
    this.emit({ kind: 'glyph', text: '‹ESC›', of: `ESC ${sequence.slice(1)}`.trim() })
  }
}

/** CSI ends with a letter or one of `@[\]^_{|}~` and the like; any other escape is two characters long. */
function isComplete(sequence: string): boolean {
  if (sequence[1] === '[') return sequence.length > 2 && /[@-~]$/.test(sequence)
  // ESC with intermediates, as in the choice of a character set, ends with the first character after them.
  return !/^\x1b[ -/]*$/.test(sequence)
}

/** Programs that colour words also say "erase the rest of the line". A line is written at its end, so nothing is there. */
const isNothingToErase = (sequence: string): boolean => sequence === '\x1b[K' || sequence === '\x1b[0K'

function glyphOf(character: string): string {
  const code = character.charCodeAt(0)
  return `‹${code < 0x20 ? C0[code] : nameOf(character)}›`
}

/** The names of the C0 controls; no font can be relied on to have their pictures. */
const C0 =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(' ')

const nameOf = (character: string): string => `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

const ON: Record<number, keyof Style> = { 1: 'isBold', 2: 'isFaint', 3: 'isItalic', 4: 'isUnderlined', 7: 'isInverse', 9: 'isStruck' }
const OFF: Record<number, (keyof Style)[]> = {
  22: ['isBold', 'isFaint'],
  23: ['isItalic'],
  24: ['isUnderlined'],
  27: ['isInverse'],
  29: ['isStruck'],
  39: ['fg'],
  49: ['bg'],
}

/** The style after an SGR sequence. What is not on the list, as blinking and concealing, changes nothing. */
function restyle(style: Style, parameters: string): Style {
  const codes = parameters.split(';').flatMap((part) => (part.includes(':') ? unfold(part) : [Number(part)]))
  let next: Style = { ...style }
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0
    const on = ON[code]
    if (code === 0) next = {}
    else if (on) next = { ...next, [on]: true }
    else if (OFF[code]) for (const name of OFF[code]) delete next[name]
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(codes.slice(at + 1))
      if (colour) next[code === 38 ? 'fg' : 'bg'] = colour
      at += used
    } else paint(next, code)
  }
  return next
}

/** `38:2::1:2:3` means `38;2;1;2;3`, and `4:3` is one of many ways to underline. */
function unfold(part: string): number[] {
  const numbers = part.split(':').map(Number)
  const [code = 0, kind = 0] = numbers
  if (code === 38 || code === 48) return [code, kind, ...numbers.slice(kind === 2 ? -3 : -1)]
  return code === 4 && kind === 0 ? [24] : [code]
}

function paint(style: Style, code: number): void {
  const base = COLOURS[code % 10]
  if (!base) return
  const decade = Math.floor(code / 10)
  if (decade === 3) style.fg = base
  if (decade === 4) style.bg = base
  if (decade === 9) style.fg = `bright-${base}`
  if (decade === 10) style.bg = `bright-${base}`
}

/** `5;n` or `2;r;g;b` after 38 or 48, and how many numbers that took. */
function extended(codes: number[]): [Colour | undefined, number] {
  if (codes[0] === 5) return [indexed(codes[1] ?? 0), 2]
  if (codes[0] === 2) return [nearest(codes[1] ?? 0, codes[2] ?? 0, codes[3] ?? 0), 4]
  return [undefined, 0]
}

const CUBE = [0, 95, 135, 175, 215, 255]

function indexed(index: number): Colour | undefined {
  if (index < 8) return COLOURS[index]
  if (index < 16) return `bright-${COLOURS[index - 8] ?? 'white'}`
  if (index > 255) return undefined
  if (index >= 232) return nearest(...grey(8 + (index - 232) * 10))
  const cube = index - 16
  return nearest(CUBE[Math.floor(cube / 36)] ?? 0, CUBE[Math.floor(cube / 6) % 6] ?? 0, CUBE[cube % 6] ?? 0)
}

const grey = (level: number): [number, number, number] => [level, level, level]

/** The nearest of the sixteen: a log must stay readable, whatever shade a program chose. */
function nearest(red: number, green: number, blue: number): Colour {
  const most = Math.max(red, green, blue)
  const isOn = (part: number) => most > 0 && part > most * 0.6
  const bits = (isOn(red) ? 1 : 0) + (isOn(green) ? 2 : 0) + (isOn(blue) ? 4 : 0)
  const isGrey = most - Math.min(red, green, blue) < 24
  if (isGrey && most < 64) return 'black'
  if (isGrey && most < 160) return 'bright-black'
  const base = COLOURS[bits] ?? 'white'
  return most > 200 ? `bright-${base}` : base
}
