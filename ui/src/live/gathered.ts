// What arrives many times in a second is handed on a few times, all of it together: nobody reads faster than that.

type Gathered<T> = { add: (one: T) => void; stop: () => void }

/** The first is handed on at once, what follows within `ms` is kept until then. */
export function gathered<T>(ms: number, take: (all: T[]) => void): Gathered<T> {
  let kept: T[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const hand = () => {
    timer = kept.length > 0 ? setTimeout(hand, ms) : undefined
    if (kept.length > 0) take(kept.splice(0))
  }
  return {
    add: (one) => {
      kept.push(one)
      if (timer === undefined) hand()
    },
    stop: () => {
      clearTimeout(timer)
      timer = undefined
      kept = []
    },
  }
}
