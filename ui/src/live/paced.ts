// What changes many times in a second need not be read as often.

export const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))

/** Runs at once when asked, and once more if it was asked meanwhile: never two at a time, and never sooner than `ms` later. */
export function paced(ms: number, run: () => Promise<unknown>): () => void {
  let isBusy = false
  let isAsked = false
  const go = async () => {
    isBusy = true
    while (isAsked) {
      isAsked = false
      // oxlint-disable-next-line no-await-in-loop
      await Promise.allSettled([run(), pause(ms)])
    }
    isBusy = false
  }
  return () => {
    isAsked = true
    if (!isBusy) void go()
  }
}
