// Saving: bytes become a file of the browser's.

export function save(content: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([content.slice()], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url))
}
