// Polar's own library believes the fake's signatures and knows its messages; the library of the standard signs
// a message the way Polar does, for us to believe.
import assert from 'node:assert/strict'
import { validateEvent } from '@polar-sh/sdk/webhooks'
import { Webhook } from 'standardwebhooks'

const [secret, carried] = process.argv.slice(2)
for (const { headers, body } of JSON.parse(carried)) {
  const event = validateEvent(body, Object.fromEntries(headers), secret)
  assert.equal(event.type, JSON.parse(body).type)
}
const [{ body }] = JSON.parse(carried)
const webhook = new Webhook(Buffer.from(secret, 'utf-8').toString('base64'))
const at = new Date()
console.log(`${Math.floor(at.getTime() / 1000)} ${webhook.sign('msg_official', at, body)}`)
