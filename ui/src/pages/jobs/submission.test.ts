import { expect, test } from 'vitest'
import { check, draftOf, fieldOf } from './submission'

const draft = (more: object) => ({ ...draftOf(), command: 'make', ...more })

test('what is not said is left to the coordinator', () => {
  expect(check(draft({}))).toEqual({
    submission: { command: 'make', name: null, timeout_seconds: null, max_attempts: null, priority: null, slots: null, isolation: 'none', on_disconnect: 'replace', requirements: [], env: {}, secrets: {}, working_dir: null, stdin: null, labels: {}, artefacts: [] },
  })
})

test('conditions go one by one as they were typed, variables are texts', () => {
  const filled = draft({ name: ' nightly ', timeout: '2 h', attempts: '3', priority: '-5', slots: '4', isolation: 'landlock', tasks: '1-9:2', onDisconnect: 'keep', requirements: 'gpu\n\n cores >= 4 \nzone="4"', env: 'A=1=2\n\nB=', secrets: 'TOKEN=deploy-key', workingDir: ' /srv ', stdin: 'a\n', labels: 'team=ml', artefacts: 'dist/**\n\n report.xml ' })
  expect(check(filled)).toEqual({
    submission: {
      command: 'make',
      name: 'nightly',
      timeout_seconds: 7200,
      max_attempts: 3,
      priority: -5,
      slots: 4,
      isolation: 'landlock',
      on_disconnect: 'keep',
      array: '1-9:2',
      requirements: ['gpu', 'cores >= 4', 'zone="4"'],
      env: { A: '1=2', B: '' },
      secrets: { TOKEN: 'deploy-key' },
      working_dir: '/srv',
      stdin: 'a\n',
      labels: { team: 'ml' },
      artefacts: ['dist/**', 'report.xml'],
    },
  })
})

test('every wrong field is named at once', () => {
  const wrong = check(draft({ command: ' ', timeout: 'soon', attempts: '0', priority: '1.5', env: 'A=1\n=2' }))
  expect(wrong).toMatchObject({
    wrong: {
      command: 'Fill this in',
      attempts: 'Write a number from 1 to 100',
      env: 'Line 2 is not of the form name=value',
    },
  })
  expect(Object.keys('wrong' in wrong ? wrong.wrong : {})).toHaveLength(5)
})

test('a number of tasks is a number, and other words are the coordinator’s to read', () => {
  expect(check(draft({ tasks: ' 100 ' }))).toMatchObject({ submission: { array: 100 } })
  expect(check(draft({ tasks: '1-100,105' }))).toMatchObject({ submission: { array: '1-100,105' } })
})

test('a problem of the coordinator finds its field', () => {
  expect(['timeout_seconds', 'requirements[1]', 'argv', undefined].map(fieldOf)).toEqual(['timeout', 'requirements', undefined, undefined])
})

test('what a job needs is shown as it can be typed again', () => {
  const needs = draftOf({ requirements: { os: 'linux', cores: 4, zone: '4', gpu: true, word: 'true' } }).requirements
  expect(needs).toBe('os == linux\ncores == 4\nzone == "4"\ngpu == true\nword == "true"')
  expect(draftOf({ requirements: ['gpu', 'cores >= 4'] }).requirements).toBe('gpu\ncores >= 4')
})
