// Stripe's own library believes the fake's signatures, and signs a message itself for us to believe.
import assert from 'node:assert/strict'
import Stripe from 'stripe'

const [secret, carried] = process.argv.slice(2)
const stripe = new Stripe('sk_test_fake')
for (const { headers, body } of JSON.parse(carried)) {
  const event = stripe.webhooks.constructEvent(body, headers[0][1], secret)
  assert.equal(event.object, 'event')
}
const [{ body }] = JSON.parse(carried)
console.log(stripe.webhooks.generateTestHeaderString({ payload: body, secret }))
