// How large a graph is drawn: as large as all of it can be seen, until somebody wants it otherwise.

import { type RefObject, useLayoutEffect, useState } from 'react'

export type Size = { width: number; height: number }

/** Around the drawing, on every side. */
export const MARGIN = 20
const STEPS = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2] as const
const LEAST = 0.05

/** All of it, and never larger than it was drawn. */
export function fitting(drawn: Size, room: Size): number {
  const [wide, high] = [(room.width - 2 * MARGIN) / drawn.width, (room.height - 2 * MARGIN) / drawn.height]
  return Math.max(LEAST, Math.min(1, wide, high))
}

export const closer = (scale: number): number => STEPS.find((step) => step > scale * 1.01) ?? STEPS[STEPS.length - 1] ?? 1
export const farther = (scale: number): number => STEPS.findLast((step) => step < scale * 0.99) ?? STEPS[0]

export function useZoom(pane: RefObject<HTMLElement | null>, drawn: Size) {
  const [room, setRoom] = useState<Size>()
  const [chosen, setChosen] = useState<number>()
  useLayoutEffect(() => {
    const element = pane.current
    if (!element) return undefined
    // With its scroll bars, which a drawing that fits does not have.
    const measure = () => setRoom({ width: element.offsetWidth, height: element.offsetHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [pane])
  const scale = chosen ?? (room ? fitting(drawn, room) : 1)
  const acts: Record<string, () => void> = {
    '+': () => setChosen(closer(scale)),
    '=': () => setChosen(closer(scale)),
    '-': () => setChosen(farther(scale)),
    '0': () => setChosen(undefined),
  }
  const press = (key: string): boolean => {
    acts[key]?.()
    return Object.hasOwn(acts, key)
  }
  return { scale, isFit: chosen === undefined, press, closer: () => setChosen(closer(scale)), farther: () => setChosen(farther(scale)), fit: () => setChosen(undefined) }
}
