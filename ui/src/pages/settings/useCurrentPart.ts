import { type RefObject, useEffect, useState } from 'react'

/** The part whose title was scrolled up to last; at the end of the page the one that the end belongs to. */
export function useCurrentPart(page: RefObject<HTMLElement | null>): string | undefined {
  const [current, setCurrent] = useState<string>()
  useEffect(() => {
    const root = page.current
    if (!root) return undefined
    const inSight = new Set<Element>()
    const sections = () => [...root.querySelectorAll('section[aria-label]')]
    const tell = () => {
      const isAtEnd = root.scrollTop > 0 && root.scrollTop + root.clientHeight >= root.scrollHeight - 2
      const shown = sections().filter((section) => inSight.has(section))
      setCurrent((isAtEnd ? named(shown) ?? shown.at(-1) : shown[0])?.getAttribute('aria-label') ?? undefined)
    }
    const watch = new IntersectionObserver(
      (changes) => {
        for (const { target, isIntersecting } of changes) {
          if (isIntersecting) inSight.add(target)
          else inSight.delete(target)
        }
        tell()
      },
      // What has only its last lines left at the top is over.
      { root, rootMargin: '-120px 0px 0px 0px' },
    )
    const look = () => {
      for (const section of sections()) watch.observe(section)
    }
    // Some parts are there only when it is known who looks.
    const arrivals = new MutationObserver(look)
    arrivals.observe(root, { childList: true, subtree: true })
    root.addEventListener('scrollend', tell)
    look()
    return () => {
      watch.disconnect()
      arrivals.disconnect()
      root.removeEventListener('scrollend', tell)
    }
  }, [page])
  return current
}

/** The one that the address names: the last parts cannot be scrolled to the top. */
const named = (shown: Element[]): Element | undefined => shown.find((section) => section.getAttribute('aria-label') === decodeURIComponent(location.hash.slice(1)))
