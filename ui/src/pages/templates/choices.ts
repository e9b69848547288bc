/** Texts that are shown as they are. */
export const choicesFor = <T extends string>(texts: readonly T[]): { id: T; label: string }[] => texts.map((id) => ({ id, label: id }))
