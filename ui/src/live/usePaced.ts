import { useEffect, useRef, useState } from 'react'

/** A value that changes often, shown no more often than every `ms`: the first change at once, and the last one always. */
export function usePaced<T>(value: T, ms: number): T {
  const [shown, show] = useState(value)
  const last = useRef(0)
  useEffect(() => {
    // What is shown already is no change, and keeps none waiting.
    if (value === shown) return undefined
    const timer = setTimeout(
      () => {
        last.current = Date.now()
        show(value)
      },
      Math.max(0, last.current + ms - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [value, shown, ms])
  return shown
}
