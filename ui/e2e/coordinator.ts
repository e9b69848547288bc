// A real `muster serve` on a free port of loopback, with its data in a directory of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const program = process.env['MUSTER_BIN'] ?? resolve('../target/debug/muster')

/** The variables of whoever runs the tests must not reach what is tested. */
const bareEnvironment = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: tmpdir(),
  LANG: 'C.UTF-8',
  ...more,
})

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

export class Coordinator {
  readonly token = randomBytes(24).toString('hex')
  url = ''
  #port = 0
  #process: ChildProcess | undefined
  #others: ChildProcess[] = []

  private constructor(
    readonly directory: string,
    private readonly words: string[],
    private readonly variables: Record<string, string>,
  ) {}

  /** With further words of `muster serve`, such as `--demo`. */
  static async start(...words: string[]): Promise<Coordinator> {
    return Coordinator.#begin(words, {})
  }

  /** One that sells: everything outside is played, and cloud workers need a plan. */
  static async thatSells(biller: 'polar' | 'stripe'): Promise<Coordinator> {
    return Coordinator.#begin(['--demo'], { MUSTER_DEMO_BILLER: biller })
  }

  /** A demo with all that can be switched on. */
  static async thatHasEverything(): Promise<Coordinator> {
    return Coordinator.#begin(['--demo'], { MUSTER_MARKETPLACE: 'true' })
  }

  /** One with a public address, and a marketplace there. */
  static async thatIsSeenAt(publicUrl: string): Promise<Coordinator> {
    return Coordinator.#begin(['--demo'], { MUSTER_PUBLIC_URL: publicUrl, MUSTER_MARKETPLACE: 'true', MUSTER_DEMO_BILLER: 'stripe' })
  }

  static async #begin(words: string[], variables: Record<string, string>): Promise<Coordinator> {
    const coordinator = new Coordinator(await mkdtemp(join(tmpdir(), 'muster-e2e-')), words, variables)
    await coordinator.serve()
    return coordinator
  }

  /** Starts it, again on the same port if it ran before. */
  async serve(): Promise<void> {
    const listen = ['--listen', `127.0.0.1:${this.#port}`]
    const child = spawn(program, ['serve', '--json', ...listen, ...this.words, '--data-dir', join(this.directory, 'data')], {
      env: bareEnvironment({ MUSTER_TOKEN: this.token, ...this.variables }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    const said: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
    const ready = new Promise<string>((resolveReady, reject) => {
      createInterface({ input: child.stdout }).once('line', resolveReady)
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`muster serve ended with ${code}:\n${said.join('\n')}`)))
    })
    this.url = (JSON.parse(await ready) as { url: string }).url
    this.#port = Number(new URL(this.url).port)
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    if (this.#process) await end(this.#process, 'SIGKILL')
  }

  /** Ends it as an operator would. */
  async stop(): Promise<void> {
    if (this.#process) await end(this.#process, 'SIGTERM')
  }

  async remove(): Promise<void> {
    await Promise.all([this.stop(), ...this.#others.map((child) => end(child, 'SIGTERM'))])
    await rm(this.directory, { recursive: true, force: true })
  }

  /** Lets others look into the data directory, as a careless hand does. */
  async openToOthers(): Promise<void> {
    await chmod(join(this.directory, 'data'), 0o755)
  }

  /** Says what the owner of the coordinator's machine allows there. */
  async allow(...limits: string[]): Promise<void> {
    const words = ['worker', 'limits', ...limits, '--data-dir', join(this.directory, 'data')]
    const child = spawn(program, words, { env: bareEnvironment(), stdio: 'ignore' })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`muster ${words.join(' ')} ended with ${code}`)
  }

  /** Runs a line that the console shows to people, as on another machine. */
  paste(line: string): void {
    const words = line.split(' ')
    const at = words.indexOf('muster')
    if (at < 0) throw new Error(`not a line for the muster program: ${line}`)
    const variables = Object.fromEntries(words.slice(0, at).map((word) => word.split(/=(.*)/s).slice(0, 2) as [string, string]))
    const home = join(this.directory, `machine-${this.#others.length}`)
    const child = spawn(program, words.slice(at + 1), { env: bareEnvironment({ ...variables, MUSTER_DATA_DIR: home }), stdio: 'ignore' })
    this.#others.push(child)
  }

  /** Has the other machines lose their power. */
  async cutOthers(): Promise<void> {
    await Promise.all(this.#others.map((child) => end(child, 'SIGKILL')))
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.#send('POST', path, body)
  }

  get<T>(path: string): Promise<T> {
    return this.#send('GET', path)
  }

  put<T>(path: string, body: object): Promise<T> {
    return this.#send('PUT', path, body)
  }

  patch<T>(path: string, body: object): Promise<T> {
    return this.#send('PATCH', path, body)
  }

  async delete(path: string): Promise<void> {
    const response = await fetch(`${this.url}${path}`, { method: 'DELETE', headers: { authorization: `Bearer ${this.token}` } })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }

  /** Brings a program for machines like this one, which is this script. */
  async bring(version: string, script: string): Promise<void> {
    const machines = `${process.platform}-${process.arch === 'x64' ? 'x86_64' : 'aarch64'}`
    const response = await fetch(`${this.url}/v1/programs`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/octet-stream' },
      body: `#!/bin/sh\n# muster program:${version} ${machines};\n${script}\n`,
    })
    if (!response.ok) throw new Error(`bring a program: ${response.status} ${await response.text()}`)
  }

  async #send<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  async link(): Promise<string> {
    return (await this.post<{ url: string }>('/v1/console/links', {})).url
  }
}

/** A port that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((found, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => found(port))
    })
  })
}
