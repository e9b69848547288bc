// Stripe's own client against the fake: what it sends is understood, and what it gets back is what it expects.
import assert from 'node:assert/strict'
import Stripe from 'stripe'

const [port, organisation] = process.argv.slice(2)
const stripe = new Stripe('sk_test_fake', { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 })

const asked = {
  mode: 'subscription',
  line_items: [{ price: 'price_basic', quantity: 1 }],
  success_url: 'https://muster.example/paid?session={CHECKOUT_SESSION_ID}',
  client_reference_id: organisation,
  subscription_data: { metadata: { muster_organisation: organisation } },
}
const opened = await stripe.checkout.sessions.create(asked, { idempotencyKey: 'op_1' })
const again = await stripe.checkout.sessions.create(asked, { idempotencyKey: 'op_1' })
assert.equal(opened.id, again.id)
assert.equal(opened.status, 'open')

const paid = await fetch(`${opened.url}/pay`, { method: 'POST', redirect: 'manual' })
assert.equal(paid.headers.get('location'), `https://muster.example/paid?session=${opened.id}`)
const session = await stripe.checkout.sessions.retrieve(opened.id)
assert.deepEqual([session.status, session.payment_status], ['complete', 'paid'])

const all = await stripe.subscriptions.list({ customer: session.customer, status: 'all', limit: 100 })
const [subscription] = all.data
assert.equal(subscription.status, 'active')
assert.equal(subscription.metadata.muster_organisation, organisation)
assert.ok(subscription.items.data[0].current_period_end > subscription.items.data[0].current_period_start)

const price = await stripe.prices.retrieve('price_basic')
assert.equal(price.recurring.interval, 'month')
const invoices = await stripe.invoices.list({ customer: session.customer, limit: 24 })
assert.deepEqual(invoices.data.map((invoice) => invoice.status), ['paid'])

const ending = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
assert.equal(ending.cancel_at_period_end, true)
const ended = await stripe.subscriptions.cancel(subscription.id)
assert.equal(ended.status, 'canceled')
await assert.rejects(stripe.subscriptions.cancel(subscription.id), { statusCode: 404, code: 'resource_missing' })

const portal = await stripe.billingPortal.sessions.create({ customer: session.customer })
assert.ok(portal.url.includes('/portal/'))

const usage = {
  event_name: 'muster_job_seconds',
  identifier: 'use_1',
  payload: { stripe_customer_id: session.customer, value: '42' },
}
assert.equal((await stripe.billing.meterEvents.create(usage)).identifier, 'use_1')
const twice = { statusCode: 400, type: 'StripeInvalidRequestError', message: /already exists with identifier use_1/ }
await assert.rejects(stripe.billing.meterEvents.create(usage), twice)

const endpoint = await stripe.webhookEndpoints.create({ url: 'https://muster.example/hook', enabled_events: ['*'] })
assert.ok(endpoint.secret.startsWith('whsec_'))
const endpoints = await stripe.webhookEndpoints.list({ limit: 100 })
assert.equal(endpoints.data[0].status, 'enabled')

await assert.rejects(stripe.checkout.sessions.create({ ...asked, mode: 'barter' }), { statusCode: 400 })
await assert.rejects(new Stripe('sk_test_wrong', { host: '127.0.0.1', port, protocol: 'http' }).subscriptions.list(), {
  type: 'StripeAuthenticationError',
})
