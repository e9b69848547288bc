import { useEffect, useRef, useState } from 'react'

/** A value that changes often, shown no more often than every `ms`: the first change at once, and the last one always. */
export function usePaced<T>(value: T, ms: number): T {
  const [shown, show] = useState(value)
  const last = useRef(0)
  useEffect(() => {
    const timer = setTimeout(
      () => {
        last.current = Date.now()
        show(value)
      },
      Math.max(0, last.current + ms - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [value, ms])
  return shown
}
