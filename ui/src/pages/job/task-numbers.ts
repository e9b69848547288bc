/** The numbers of an array's tasks, as `1-3,7` names them. */
export const taskNumbers = (named: string): number[] =>
  named.split(',').flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number)
    return Number.isSafeInteger(from) && Number.isSafeInteger(to) ? Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index) : []
  })
