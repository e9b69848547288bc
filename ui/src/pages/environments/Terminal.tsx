import { lazy, Suspense } from 'react'
import type { Environment } from '~/api/schema'
import { chunks } from '~/chunks'
import { ActionButton } from '~/hands/ActionButton'
import { terminalOf } from '~/hands/environments'
import { useHands } from '~/hands/hands'
import { useForm } from '~/hands/wanted'
import { Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import { patiently } from '~/patience'
import styles from './Terminal.module.css'

const Pane = lazy(() => patiently(chunks.terminal))

/** A shell in an environment that runs; what draws it is fetched when it is opened first. */
export function Terminal({ environment }: { environment: Environment }) {
  const [isOpen, setOpen] = useForm('terminal')
  const open = terminalOf(useHands(), environment)
  return (
    <Section title={t('terminal.title')} action={isOpen ? undefined : <ActionButton action={open} text={t('terminal.open')} />}>
      {isOpen ? (
        <Suspense fallback={<Skeleton rows={4} columns={['60%']} />}>
          <Pane environment={environment.id} name={environment.name} onClose={() => setOpen(false)} />
        </Suspense>
      ) : (
        <div className={styles.before}>
          <p>{t('terminal.before')}</p>
          <CommandLine command={open.command ?? ''} />
        </div>
      )}
    </Section>
  )
}
