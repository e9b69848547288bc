// The buttons of an environment: quiet ones in its row, all of them on its page.

import type { Environment } from '~/api/schema'
import { ActionButton } from '~/hands/ActionButton'
import { keysOf } from '~/hands/bindings'
import { deleteEnvironment, environmentActions, extendEnvironment, openEnvironment, powerEnvironment } from '~/hands/environments'
import { useHands } from '~/hands/hands'
import { useIsHeld } from '~/hands/held'
import { Shortcut } from '~/hands/Shortcut'
import { MoreMenu } from '~/kit/Menu'
import { t } from '~/messages/t'
import styles from './EnvironmentsPage.module.css'

const powerText = ({ status }: Environment): string => t(status === 'running' ? 'environments.stop' : 'environments.start')

const isSteady = ({ status }: Environment): boolean => ['running', 'stopped', 'failed'].includes(status)

/** What it is mostly opened for; the rest is in the menu. */
export function RowActions({ environment, isQuiet = false, isMenu = false }: { environment: Environment; isQuiet?: boolean; isMenu?: boolean }) {
  const hands = useHands()
  const isAsked = useIsHeld(environment.id)
  const { name, connection } = environment
  const entries = environmentActions(hands, environment).map(({ id, text, verb = text, obstacle, isDangerous = false, run }) => ({
    id,
    text: verb,
    obstacle,
    isDangerous,
    run,
    aside: <Shortcut keys={keysOf(id)} />,
  }))
  return (
    <span className={styles.actions}>
      {!isAsked && !isMenu && (
        <span className={isQuiet ? styles.quiet : styles.actions}>
          {connection && <ActionButton action={openEnvironment(environment)} text={t('environments.open')} isNamedInFull />}
          {isSteady(environment) && <ActionButton action={powerEnvironment(hands, environment)} text={powerText(environment)} isNamedInFull />}
        </span>
      )}
      <MoreMenu label={t('environments.more', { name })} entries={entries} />
    </span>
  )
}

export function PageActions({ environment }: { environment: Environment }) {
  const hands = useHands()
  const isAsked = useIsHeld(environment.id)
  if (isAsked) return null
  return (
    <span className={styles.actions}>
      {environment.connection && <ActionButton action={openEnvironment(environment)} text={t('environments.open')} isNamedInFull />}
      {isSteady(environment) && <ActionButton action={powerEnvironment(hands, environment)} text={environment.status === 'failed' ? t('cloud.again') : powerText(environment)} isNamedInFull />}
      {environment.status !== 'deleting' && <ActionButton action={deleteEnvironment(hands, environment)} text={t('environments.delete')} isNamedInFull />}
    </span>
  )
}

/** Beside the moment at which it stops by itself. */
export function ExtendButton({ environment }: { environment: Environment }) {
  const hands = useHands()
  return <ActionButton action={extendEnvironment(hands, environment)} text={t('environments.extend')} isNamedInFull />
}
