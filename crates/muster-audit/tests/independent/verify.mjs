// Verifies an export of the audit log with nothing of Muster's: `node verify.mjs FILE SIGNER`.
//
// SIGNER is the public key, 32 bytes in URL-safe base 64. Links and the signature are checked; the codes of the seals
// are for whoever has the secret key.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

const number = (value) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}

// Each field has its length before it.
const canonical = (...fields) =>
  Buffer.concat(fields.flatMap((field) => [number(Buffer.from(field).length), Buffer.from(field)]))

const optional = (text) => (text === undefined ? [[0]] : [[1], text])

const eventBytes = (it) =>
  canonical(
    'muster-audit-event-v1', it.id, it.organisation, number(Date.parse(it.at)), it.actor, it.action, it.target,
    it.outcome, it.detail, it.request_id, ...optional(it.idempotency_key),
  )

const link = (sequence, before, event) =>
  createHash('sha256')
    .update(canonical('muster-audit-link-v1', number(sequence), before, eventBytes(event)))
    .digest()

const publicKey = (text) =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' })

function judge(text, signer) {
  if (!text.endsWith('\n')) return 'cut short'
  const texts = text.slice(0, -1).split('\n')
  const lines = texts.map((line) => JSON.parse(line))
  const [{ header }, { trailer }] = [lines[0], lines.at(-1)]
  if (!header || !trailer) return 'cut short'

  let sequence = header.anchor?.sequence ?? 0
  let before = header.anchor ? Buffer.from(header.anchor.link, 'base64url') : Buffer.alloc(32)
  for (const { event: { event, seal } } of lines.slice(1, -1)) {
    sequence += 1
    before = link(sequence, before, event)
    const fits = seal.sequence === sequence && before.equals(Buffer.from(seal.link, 'base64url'))
    if (!fits || event.organisation !== header.organisation) return `broken at ${event.id}`
  }

  const count = lines.length - 2
  const last = Buffer.from(trailer.link, 'base64url')
  if (trailer.count !== count || trailer.sequence !== sequence || !last.equals(before)) return 'the last line does not fit'
  const body = texts.slice(1, -1).map((line) => line + '\n').join('')
  const statement = canonical(
    'muster-audit-export-v1', JSON.stringify(header), number(count), number(sequence), before,
    createHash('sha256').update(body).digest(),
  )
  const isSigned = verify(null, statement, publicKey(signer), Buffer.from(trailer.signature, 'base64url'))
  return isSigned ? `verified: ${count} events` : 'not signed by this key'
}

const [file, signer] = process.argv.slice(2)
const verdict = judge(readFileSync(file, 'utf8'), signer)
console.log(verdict)
process.exitCode = verdict.startsWith('verified') ? 0 : 1
