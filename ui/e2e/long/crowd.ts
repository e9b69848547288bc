// A coordinator with a hundred thousand jobs and ten thousand workers, all made through its API.

import { Coordinator } from '../coordinator'

export const JOBS = 100_000
export const WORKERS = 10_000
const AT_ONCE = 5000
const ASKING = 24

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index)

/** As many jobs in one request, each with labels and a name of its own. */
async function submit(coordinator: Coordinator, count: number, team: string, from = 0): Promise<void> {
  const jobs = range(from, count).map((number) => ({ command: `./train.sh --seed ${number} --epochs 40`, name: `run ${number}`, labels: { team, kind: number % 3 ? 'train' : 'test' } }))
  await coordinator.post('/v1/jobs/batch', { jobs })
}

async function join(coordinator: Coordinator, number: number): Promise<void> {
  const labels = { gpu: number % 4 === 0, room: `r${number % 40}` }
  await coordinator.post(`/nodes/node-${number}/heartbeat`, { name: `rack-${String(number).padStart(5, '0')}`, labels })
}

export async function startCrowd(): Promise<Coordinator> {
  const coordinator = await Coordinator.start('--no-local-worker')
  // oxlint-disable-next-line no-await-in-loop
  for (let from = 0; from < JOBS; from += AT_ONCE) await submit(coordinator, AT_ONCE, `team-${from / AT_ONCE}`, from)
  const waiting = range(0, WORKERS)
  const hand = async () => {
    // oxlint-disable-next-line no-await-in-loop
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) await join(coordinator, number)
  }
  await Promise.all(Array.from({ length: ASKING }, hand))
  return coordinator
}
