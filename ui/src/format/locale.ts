// The locale in which numbers, dates and plurals are written: that of the language which the page speaks.

let current = 'en-GB'

export const locale = (): string => current

export function writeFor(next: string): void {
  current = next
}

/** A formatter of `Intl` is dear to make, so there is one for each locale that was spoken. */
export function perLocale<F>(make: (locale: string) => F): () => F {
  const made = new Map<string, F>()
  return () => {
    const known = made.get(current) ?? make(current)
    made.set(current, known)
    return known
  }
}
