// Polar's own client against the fake. It checks every answer against Polar's schemas by itself.
import assert from 'node:assert/strict'
import { Polar } from '@polar-sh/sdk'

const [serverURL, organisation, product] = process.argv.slice(2)
const polar = new Polar({ serverURL, accessToken: 'polar_oat_fake' })

await assert.rejects(polar.customers.getStateExternal({ externalId: organisation }), { statusCode: 404 })
const opened = await polar.checkouts.create({
  products: [product],
  externalCustomerId: organisation,
  successUrl: 'https://muster.example/paid?checkout={CHECKOUT_ID}',
})
assert.equal(opened.status, 'open')
const paid = await fetch(`${opened.url}/pay`, { method: 'POST', redirect: 'manual' })
assert.equal(paid.headers.get('location'), `https://muster.example/paid?checkout=${opened.id}`)
const checkout = await polar.checkouts.get({ id: opened.id })
assert.equal(checkout.status, 'succeeded')

const state = await polar.customers.getStateExternal({ externalId: organisation })
assert.equal(state.activeSubscriptions[0].status, 'active')
assert.equal(state.grantedBenefits.length, 1)

const session = await polar.customerSessions.create({ externalCustomerId: organisation })
assert.ok(session.customerPortalUrl.includes('/portal'))

const bought = await polar.products.get({ id: product })
assert.equal(bought.prices[0].priceAmount, 1900)
const orders = []
for await (const page of await polar.orders.list({ externalCustomerId: organisation, limit: 24 })) {
  orders.push(...page.result.items)
}
assert.deepEqual(orders.map((order) => order.status), ['paid'])

const listed = []
for await (const page of await polar.subscriptions.list({ externalCustomerId: organisation })) {
  listed.push(...page.result.items)
}
const [{ id }] = listed
assert.equal(listed.length, 1)
const ending = await polar.subscriptions.update({ id, subscriptionUpdate: { cancelAtPeriodEnd: true } })
assert.equal(ending.cancelAtPeriodEnd, true)
const ended = await polar.subscriptions.revoke({ id })
assert.equal(ended.status, 'canceled')
await assert.rejects(polar.subscriptions.revoke({ id }), { statusCode: 403 })

const events = [{ name: 'muster_job_seconds', externalCustomerId: organisation, externalId: 'use_1', metadata: { value: 42 } }]
assert.deepEqual(await polar.events.ingest({ events }), { inserted: 1, duplicates: 0 })
assert.deepEqual(await polar.events.ingest({ events }), { inserted: 0, duplicates: 1 })
