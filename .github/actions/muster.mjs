// What both actions do: show the run's own word, and get a token of Muster for it. Nothing is stored anywhere.
import { appendFileSync } from 'node:fs'

const README = 'https://github.com/muster/muster/blob/main/.github/actions'

/** An input of the action. */
export function input(name, fallback) {
  const value = (process.env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim()
  if (value) return value
  if (fallback !== undefined) return fallback
  throw new Error(`the input \`${name}\` is missing`)
}

/** An output of the action. */
export function output(name, value) {
  appendFileSync(process.env.GITHUB_OUTPUT, `${name}=${value}\n`)
}

/** Hides a value in every line of the log that follows. */
export function mask(value) {
  console.log(`::add-mask::${value}`)
}

/** Sends JSON and reads JSON; a refusal is an error that says why. */
export async function post(url, body, token) {
  const headers = { 'content-type': 'application/json' }
  if (token) headers.authorization = `Bearer ${token}`
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const said = await answer.json().catch(() => ({}))
  if (answer.ok) return said
  const why = said.message ?? said.detail ?? 'it says not why'
  const hint = said.hint ? ` (${said.hint})` : ''
  throw new Error(`${new URL(url).pathname} answered ${answer.status}: ${why}${hint}`)
}

/** A token of Muster for this run, by GitHub's word; with an agent as that agent, without one to make one. */
export async function exchange(api, wish) {
  const token = await wordOfGitHub(new URL(api).origin)
  mask(token)
  const given = await post(`${api}/oidc/token`, { token, ...wish })
  mask(given.access_token)
  return given
}

async function wordOfGitHub(audience) {
  const url = process.env.ACTIONS_ID_TOKEN_REQUEST_URL
  const secret = process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN
  if (!url || !secret) {
    throw new Error('the job needs `permissions: id-token: write`, or GitHub says nothing about it')
  }
  const asked = `${url}&audience=${encodeURIComponent(audience)}`
  const answer = await fetch(asked, { headers: { authorization: `Bearer ${secret}` } })
  if (!answer.ok) throw new Error(`GitHub answered ${answer.status} when asked for a token`)
  return (await answer.json()).value
}

/** Runs an action, and says what went wrong with it and where it is explained. */
export async function run(action, work) {
  try {
    await work(input('api-url').replace(/\/+$/, ''))
  } catch (error) {
    const says = `${error.message}. How to set up the trust policy: ${README}/${action}/README.md`
    console.log(`::error::${says.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`)
    process.exitCode = 1
  }
}
