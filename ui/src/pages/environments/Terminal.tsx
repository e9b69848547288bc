import { lazy, Suspense, useMemo } from 'react'
import { useRefusal } from '~/api/may'
import type { Environment } from '~/api/schema'
import { chunks } from '~/chunks'
import { ActionButton } from '~/hands/ActionButton'
import { muster } from '~/hands/command'
import { type Action, useOffer } from '~/hands/registry'
import { useForm } from '~/hands/wanted'
import { Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from './Terminal.module.css'

const Pane = lazy(chunks.terminal)

/** A shell in an environment that runs; what draws it is fetched when it is opened first. */
export function Terminal({ environment: { id, name, status } }: { environment: Environment }) {
  const [isOpen, setOpen] = useForm('terminal')
  const refusal = useRefusal()
  const obstacle = refusal ?? (status === 'running' ? undefined : t('terminal.not_running'))
  const command = muster('env', 'shell', name)
  const open = useMemo<Action>(
    () => ({ id: 'environment_terminal', text: t('terminal.open_label', { name }), command, obstacle, run: () => setOpen(true) }),
    [name, command, obstacle, setOpen],
  )
  useOffer(useMemo(() => (isOpen ? [] : [open]), [isOpen, open]))
  return (
    <Section title={t('terminal.title')} action={isOpen ? undefined : <ActionButton action={open} text={t('terminal.open')} />}>
      {isOpen ? (
        <Suspense fallback={<Skeleton rows={4} columns={['60%']} />}>
          <Pane environment={id} name={name} onClose={() => setOpen(false)} />
        </Suspense>
      ) : (
        <div className={styles.before}>
          <p>{t('terminal.before')}</p>
          <CommandLine command={command} />
        </div>
      )}
    </Section>
  )
}
