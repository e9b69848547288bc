// Whether a dialog lies over the page. Whoever leaves the page then loses what was typed in it.

export const isCovered = (): boolean => document.querySelector('[role=dialog], [role=alertdialog]') !== null

const nothing = () => {}

/** Now, or as soon as no dialog is open any more, unless it is given up before by the function that is answered. */
export function onceUncovered(act: () => void): () => void {
  if (!isCovered()) {
    act()
    return nothing
  }
  const observer = new MutationObserver(() => {
    if (isCovered()) return
    observer.disconnect()
    act()
  })
  observer.observe(document.body, { childList: true, subtree: true })
  return () => observer.disconnect()
}
