// Scripts that are fetched later come from a coordinator that may be away by then. Whoever needs one waits until it is back.

import { Unreachable } from './api/call'
import { live } from './live'
import { platform } from './platform'

/** How soon a script is asked for again that was not there although the coordinator is. */
const AGAIN_MS = 5000
/** The console is not loaded anew more often than this. */
const RENEW_EVERY_MS = 60_000
const RENEWED = 'muster.renewed'

type Load<T> = () => Promise<T>
type Waiting = {
  /** It is not there now, and is waited for. */
  onMissing?: () => void
  signal?: AbortSignal
}

/** The desktop app has its scripts with it. */
export const isAway = (): boolean => platform.kind === 'browser' && live.connection.get().phase === 'waiting'

/** A browser may keep in mind that a script was not there, so none is asked for that nobody would answer. */
export function fetched<T>(load: Load<T>): Promise<T> {
  return isAway() ? Promise.reject(new Unreachable('away')) : load()
}

/** The same, as often as it takes while nobody is there. */
export async function patiently<T>(load: Load<T>, { onMissing, signal }: Waiting = {}): Promise<T> {
  for (;;) {
    try {
      // One after the other is the point of it.
      // oxlint-disable-next-line no-await-in-loop
      return await fetched(load)
    } catch (fault) {
      onMissing?.()
      // What is not there although all is served, and is not mended by that, is a fault of the console.
      // oxlint-disable-next-line no-await-in-loop
      if (!isAway() && (await isServed()) && !signal?.aborted && !renew()) throw fault
      // oxlint-disable-next-line no-await-in-loop
      await nextChance()
    }
    signal?.throwIfAborted()
  }
}

/** Until the coordinator is back, or a little while. */
export function nextChance(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      unfollow()
      resolve()
    }
    const timer = setTimeout(end, AGAIN_MS)
    const unfollow = live.connection.follow(() => {
      if (live.connection.get().phase === 'live') end()
    })
  })
}

const isServed = (): Promise<boolean> =>
  fetch(location.href, { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )

/**
 * The console is there, and one of its scripts is not: there is a newer console, or the browser holds against the script that it
 * was away. Both mend by loading the console again, which is done only while somebody answers.
 */
function renew(): boolean {
  const last = Number(sessionStorage.getItem(RENEWED))
  if (Date.now() - last < RENEW_EVERY_MS) return false
  sessionStorage.setItem(RENEWED, String(Date.now()))
  location.reload()
  return true
}
