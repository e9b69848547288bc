import type { ReactNode } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { Select, TextField } from '~/kit/Field'
import { RightIcon } from '~/kit/icons'
import { t } from '~/messages/t'
import styles from './RunJob.module.css'
import { type Draft, draftOf, type Wrong } from './submission'

const whileAway = [
  { id: 'replace', label: t('run.away_replace') },
  { id: 'keep', label: t('run.away_keep') },
  { id: 'stop', label: t('run.away_stop') },
]

const levels = [
  { id: 'none', label: t('run.isolation_none') },
  { id: 'landlock', label: t('run.isolation_landlock') },
  { id: 'bubblewrap', label: t('run.isolation_bubblewrap') },
]

type Props = {
  draft: Draft
  wrong: Wrong
  set: (field: keyof Draft) => (value: string) => void
  /** Where the form has another name already. */
  nameLabel?: string
}

/** Everything that a job can be told besides its command, by what it is about. */
export function Advanced({ draft, wrong, set, nameLabel = t('run.name') }: Props) {
  const isUsed = Object.entries(draftOf()).some(([field, unsaid]) => field !== 'command' && draft[field as keyof Draft] !== unsaid)
  const text = (field: keyof Draft) => ({ value: draft[field], onChange: set(field), error: wrong[field] })
  return (
    <Disclosure className={styles.advanced} defaultExpanded={isUsed}>
      <Heading level={3}>
        <AriaButton slot="trigger" className={styles.trigger}>
          <RightIcon />
          {t('run.advanced')}
        </AriaButton>
      </Heading>
      <DisclosurePanel className={styles.panel}>
        <div className={styles.fields}>
          <Group name={t('run.group_what')}>
            <div className={styles.pair}>
              <TextField label={nameLabel} hint={t('run.name_hint')} {...text('name')} />
              <TextField label={t('run.tasks')} hint={t('run.tasks_hint')} {...text('tasks')} />
            </div>
            <div className={styles.pair}>
              <TextField label={t('run.env')} hint={t('run.env_hint')} rows={2} isMono {...text('env')} />
              <TextField label={t('run.secrets')} hint={t('run.secrets_hint')} rows={2} isMono {...text('secrets')} />
            </div>
            <TextField label={t('run.stdin')} hint={t('run.stdin_hint')} rows={2} isMono {...text('stdin')} />
          </Group>
          <Group name={t('run.group_where')}>
            <TextField label={t('run.requirements')} hint={t('run.requirements_hint')} rows={2} isMono {...text('requirements')} />
            <div className={styles.pair}>
              <TextField label={t('run.slots')} hint={t('run.slots_hint')} {...text('slots')} />
              <Select label={t('run.on_disconnect')} choices={whileAway} value={draft.onDisconnect} onChange={set('onDisconnect')} />
            </div>
            <div className={styles.pair}>
              <Select label={t('run.isolation')} choices={levels} value={draft.isolation} onChange={set('isolation')} />
              <TextField label={t('run.working_dir')} hint={t('run.working_dir_hint')} isMono {...text('workingDir')} />
            </div>
          </Group>
          <Group name={t('run.group_limits')}>
            <div className={styles.pair}>
              <TextField label={t('run.timeout')} hint={t('run.timeout_hint')} {...text('timeout')} />
              <TextField label={t('run.attempts')} hint={t('run.attempts_hint')} {...text('attempts')} />
              <TextField label={t('run.priority')} hint={t('run.priority_hint')} {...text('priority')} />
            </div>
          </Group>
          <Group name={t('run.group_more')}>
            <div className={styles.pair}>
              <TextField label={t('run.artefacts')} hint={t('run.artefacts_hint')} rows={2} isMono {...text('artefacts')} />
              <TextField label={t('run.labels')} hint={t('run.labels_hint')} rows={2} isMono {...text('labels')} />
            </div>
          </Group>
        </div>
      </DisclosurePanel>
    </Disclosure>
  )
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{name}</legend>
      {children}
    </fieldset>
  )
}
