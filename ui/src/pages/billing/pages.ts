// Pages of a biller: which addresses a browser is sent to.
//
// The coordinator has looked at them already; whatever reached the console in some other way is stopped here.

const hosts = ['polar.sh', 'checkout.stripe.com', 'billing.stripe.com', 'invoice.stripe.com']

const isOn = (host: string, name: string): boolean => host === name || host.endsWith(`.${name}`)

/** Over TLS and on a host of a biller, or a biller that is played on this machine. */
export function isBillersPage(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, port, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  if (protocol === 'http:') return hostname === '127.0.0.1'
  return protocol === 'https:' && port === '' && hosts.some((name) => isOn(hostname, name))
}
