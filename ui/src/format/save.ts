// Saving: bytes, or what an address leads to, become a file of the browser's.

export function save(content: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([content.slice()], { type: 'application/octet-stream' }))
  click(url, name)
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url))
}

/** Has the browser fetch it by itself, whatever its length. */
export function click(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}
