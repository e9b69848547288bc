import { expect, test } from 'vitest'
import type { Job, Template, TemplateRequest } from '~/api/schema'
import { check, type Draft, draftOf, draftOfJob, emptyDraft, parametersOf, wrongOf } from './draft'
import { newRow } from './parameter'

const build: Template = {
  name: 'build',
  description: 'Builds one target',
  parameters: { level: { type: 'integer', min: 0, max: 3, default: 2 }, target: { type: 'string', pattern: '[a-z]+' } },
  job: {
    argv: ['sh', '-c', 'echo "$1"\ntrue', '{{target}}', "it's"],
    env: { LANG: 'C', KEY: '[redacted]', TEXT: ' two\nlines=x ' },
    secret_env: ['KEY'],
    timeout_seconds: 90,
    array: 3,
    log_limit_bytes: 4096,
    requirements: ['gpu'],
  },
  updated_at: '2026-03-01T12:00:00Z',
  updated_by: 'operator',
}

const made = (draft: Draft, before?: Template): TemplateRequest => {
  const checked = check(draft, before)
  if ('wrong' in checked) throw new Error(JSON.stringify(checked.wrong))
  return checked.request
}

test('what is opened and kept again is the same, also what the form cannot show', () => {
  const simple = { ...build, job: { ...build.job, env: { LANG: 'C', KEY: '[redacted]' } } }
  expect(made(draftOf(simple), simple)).toEqual({ description: simple.description, parameters: simple.parameters, job: simple.job })
  const odd = { ...build, job: { ...build.job, env: { TEXT: ' two\nlines=x ' }, secret_env: [] } }
  expect(made(draftOf(odd), odd).job.env).toEqual({ TEXT: ' two\nlines=x ' })
})

test('a variable that is taken out is not secret any more, and the rest stays', () => {
  const opened = draftOf(build)
  const { job } = made({ ...opened, job: { ...opened.job, env: 'LANG=C' } }, build)
  expect([job.env, job.secret_env, job.log_limit_bytes]).toEqual([{ LANG: 'C' }, [], 4096])
})

test('a setting that is emptied is not said any more', () => {
  const opened = draftOf(build)
  const { job } = made({ ...opened, manner: 'line', job: { ...opened.job, command: 'make', timeout: '', requirements: '', tasks: '', env: '' } }, build)
  expect(job).toEqual({ command: 'make', log_limit_bytes: 4096, secret_env: [] })
})

test('a job becomes a template with what it says of itself', () => {
  const job = {
    command: 'make test',
    timeout_seconds: 60,
    max_attempts: 2,
    slots: 1,
    isolation: 'none',
    on_disconnect: 'replace',
    requirements: ['gpu'],
    labels: { team: 'ml' },
    secrets: { TOKEN: 'deploy-key' },
  } as unknown as Job
  const request = made({ ...draftOfJob(job), name: 'test' })
  expect(request.job).toEqual({ command: 'make test', timeout_seconds: 60, max_attempts: 2, requirements: ['gpu'], labels: { team: 'ml' }, secrets: { TOKEN: 'deploy-key' } })
})

test('everything that is wrong is told at once, at its field', () => {
  const checked = check({ ...emptyDraft(), rows: [newRow(7, 'A')] }, undefined)
  expect('wrong' in checked && [checked.wrong.name, checked.wrong.job.command, checked.wrong.rows[7]?.name].every(Boolean)).toBe(true)
})

const greeting = (command: string, manner: 'line' | 'words'): Draft => ({ ...emptyDraft(), name: 'x', manner, job: { ...emptyDraft().job, command }, rows: [newRow(1, 'who')] })

const told = (command: string, manner: 'line' | 'words') => {
  const checked = check(greeting(command, manner), undefined)
  return 'wrong' in checked ? checked.wrong.job.command : undefined
}

test('a command names parameters that there are, in its own manner', () => {
  expect(told('echo "$MUSTER_PARAM_WHO"', 'line')).toBeUndefined()
  expect(told('echo {{who}}', 'words')).toBeUndefined()
  expect(told('docker ps --format "{{.Names}}"', 'line')).toBeUndefined()
  expect(told('echo {{who}}', 'line')).toBeDefined()
  expect(told('echo "$MUSTER_PARAM_HOW"', 'line')).toBeDefined()
  expect(told('echo "open', 'words')).toBeDefined()
})

test('a problem of the coordinator stands beside the field that it is about', () => {
  const draft = draftOf(build)
  const target = draft.rows.findIndex(({ name }) => name === 'target') + 1
  expect(wrongOf(draft, 'parameters.target.pattern', 'no')).toEqual({ job: {}, rows: { [target]: { pattern: 'no' } } })
  expect(wrongOf(draft, 'parameters.target', 'no')).toEqual({ job: {}, rows: { [target]: { name: 'no' } } })
  expect(wrongOf(draft, 'job.argv[3]', 'no')).toEqual({ job: { command: 'no' }, rows: {} })
  expect(wrongOf(draft, 'job.env.LANG', 'no')).toEqual({ job: { env: 'no' }, rows: {} })
  expect(wrongOf(draft, 'parameters', 'no')).toBeUndefined()
  expect(wrongOf(draft, undefined, 'no')).toBeUndefined()
})

test('parameters are kept in the order in which they are shown', () => {
  expect(Object.keys(parametersOf([newRow(1, 'b'), newRow(2, 'a_b'), newRow(3, 'a')]))).toEqual(['a', 'a_b', 'b'])
})
