// How a graph is drawn in its pane: to the right or down, and how large. Nobody reads a picture that is too small, so one that
// has no room is as large as it can be read, and is scrolled.

import { type RefObject, useLayoutEffect, useState } from 'react'
import { type Course, type Drawn, type Edge, layout } from './layout'

export type Size = { width: number; height: number }

/** Around the drawing, on every side. */
export const MARGIN = 20
const STEPS = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2] as const
const LEAST = 0.05
/** Smaller than this its words are guessed. */
export const LEGIBLE = 0.75
/** People read to the right: down is taken where it shows so much more. */
const BETTER = 1.15

const shares = (drawn: Size, room: Size) => ({ wide: (room.width - 2 * MARGIN) / drawn.width, high: (room.height - 2 * MARGIN) / drawn.height })

/** All of it, and never larger than it was drawn. */
export function fitting(drawn: Size, room: Size): number {
  const { wide, high } = shares(drawn, room)
  return Math.max(LEAST, Math.min(1, wide, high))
}

/** All of it where that can be read; if not, its layers as wide as they fit, to be scrolled along. */
export function legible(drawn: Size & { course: Course }, room: Size): number {
  const whole = fitting(drawn, room)
  if (whole >= LEGIBLE) return whole
  const { wide, high } = shares(drawn, room)
  return Math.min(1, Math.max(LEGIBLE, drawn.course === 'down' ? wide : high))
}

/** How much of it is seen at once, and how well. */
function worth(drawn: Drawn, room: Size): number {
  const scale = legible(drawn, room)
  const { wide, high } = shares(drawn, room)
  return scale * Math.min(1, wide / scale) * Math.min(1, high / scale)
}

type BothWays = Record<Course, Drawn>

/** It takes a while, and is the same in every room. */
export const bothWays = (ids: readonly string[], edges: readonly Edge[]): BothWays => ({ right: layout(ids, edges, 'right'), down: layout(ids, edges, 'down') })

/** Drawn the way that shows more of it in this room. */
export const drawnFor = ({ right, down }: BothWays, room: Size): Drawn => (worth(down, room) > worth(right, room) * BETTER ? down : right)

export const closer = (scale: number): number => STEPS.find((step) => step > scale * 1.01) ?? STEPS[STEPS.length - 1] ?? 1
export const farther = (scale: number): number => STEPS.findLast((step) => step < scale * 0.99) ?? STEPS[0]

/** How large a pane is; the scroll bars of what is in it are no matter. */
export function useRoom(pane: RefObject<HTMLElement | null>): Size | undefined {
  const [room, setRoom] = useState<Size>()
  useLayoutEffect(() => {
    const element = pane.current
    if (!element) return undefined
    const measure = () => setRoom({ width: element.offsetWidth, height: element.offsetHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [pane])
  return room
}

/** In the beginning as it can be read; then as somebody wants it, who can have all of it and come back. */
export function useZoom(drawn: Drawn, room: Size) {
  const [chosen, setChosen] = useState<number | 'whole'>()
  const whole = fitting(drawn, room)
  const scale = chosen === 'whole' ? whole : (chosen ?? legible(drawn, room))
  const fit = () => setChosen(scale === whole ? undefined : 'whole')
  const acts: Record<string, () => void> = {
    '+': () => setChosen(closer(scale)),
    '=': () => setChosen(closer(scale)),
    '-': () => setChosen(farther(scale)),
    '0': fit,
  }
  const press = (key: string): boolean => {
    acts[key]?.()
    return Object.hasOwn(acts, key)
  }
  return { scale, chosen, isFit: scale === whole, press, closer: () => setChosen(closer(scale)), farther: () => setChosen(farther(scale)), fit }
}
