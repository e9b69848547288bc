// Gives every style element that a library makes the nonce that the page's policy asks for.
// The first style element of the page carries it, put there by whoever served the page.

const nonce = document.querySelector('style')?.nonce

if (nonce) {
  const create = document.createElement
  document.createElement = function createWithNonce(this: Document, ...given: Parameters<typeof create>) {
    const element = create.apply(this, given)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  } as typeof create
}
