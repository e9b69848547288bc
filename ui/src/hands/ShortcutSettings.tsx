// Which key does what, and another one if wanted.

import { useRouterState } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Button } from '~/kit/Button'
import { Section } from '~/kit/Section'
import { t } from '~/messages/t'
import { useStore } from '~/store'
import { type ActionId, actionGroups, actionIds, bind, conflicts, groupOf, isChosen, keysOf, resetAll, shortcuts, turnOn, unbind } from './bindings'
import { chordOf, isTaken, type Keys } from './keys'
import { Shortcut } from './Shortcut'
import styles from './ShortcutSettings.module.css'

/** Keys that follow within this time are one shortcut. */
const PATIENCE_MS = 900

export function ShortcutSettings() {
  const now = useStore(shortcuts)
  const [recorded, record] = useState<ActionId>()
  const isWanted = useRouterState({ select: ({ location: { hash } }) => hash === t('keys.title') })
  const hasOwn = actionIds.some((id) => isChosen(id, now))
  return (
    <Section
      title={t('keys.title')}
      action={
        <Button size="small" disabledReason={hasOwn ? undefined : t('keys.none_changed')} onPress={resetAll}>
          {t('keys.reset_all')}
        </Button>
      }
    >
      <label className={styles.switch}>
        <input type="checkbox" checked={now.isOn} onChange={(event) => turnOn(event.target.checked)} />
        <span>
          {t('keys.on')} <small>{t('keys.on_hint')}</small>
        </span>
      </label>
      {/* Sixty lines are for whoever looks for one of them. */}
      <details className={styles.all} open={isWanted}>
        <summary>{t('keys.all', { count: actionIds.length, changed: actionIds.filter((id) => isChosen(id, now)).length })}</summary>
        {actionGroups.map((group) => (
          <div key={group} role="group" aria-label={t(`keys.group_${group}`)}>
            <h3 className={styles.group}>{t(`keys.group_${group}`)}</h3>
            {actionIds
              .filter((id) => groupOf(id) === group)
              .map((id) => (
                <One key={id} id={id} keys={keysOf(id, now)} isOwn={isChosen(id, now)} isRecorded={recorded === id} onRecord={record} />
              ))}
          </div>
        ))}
      </details>
    </Section>
  )
}

type OneProps = { id: ActionId; keys: Keys; isOwn: boolean; isRecorded: boolean; onRecord: (id: ActionId | undefined) => void }

function One({ id, keys, isOwn, isRecorded, onRecord }: OneProps) {
  const name = { action: t(`action.${id}`) }
  return (
    <div className={styles.one}>
      <span className={styles.name}>{name.action}</span>
      {isRecorded ? (
        <Recorder id={id} onDone={() => onRecord(undefined)} />
      ) : (
        <>
          <span className={styles.keys}>{keys ? <Shortcut keys={keys} /> : <span className={styles.none}>{t('keys.none')}</span>}</span>
          <Button size="small" label={t('keys.change_label', name)} onPress={() => onRecord(id)}>
            {t('keys.change')}
          </Button>
          {keys && (
            <Button size="small" look="quiet" label={t('keys.remove_label', name)} onPress={() => bind(id, '')}>
              {t('keys.remove')}
            </Button>
          )}
          {isOwn && (
            <Button size="small" look="quiet" label={t('keys.reset_label', name)} onPress={() => unbind(id)}>
              {t('keys.reset')}
            </Button>
          )}
        </>
      )}
    </div>
  )
}

/** Takes what is pressed. If somebody has these keys it is said who, and only a second word gives them away. */
function Recorder({ id, onDone }: { id: ActionId; onDone: () => void }) {
  const [pressed, setPressed] = useState<Keys>('')
  const [isSettled, settle] = useState(false)
  const field = useRef<HTMLDivElement>(null)
  const others = isSettled ? conflicts(id, pressed) : []
  useEffect(() => field.current?.focus(), [])
  useEffect(() => {
    if (pressed === '' || isSettled) return undefined
    const timer = setTimeout(() => {
      settle(true)
      if (isTaken(pressed) || conflicts(id, pressed).length > 0) return
      bind(id, pressed)
      onDone()
    }, PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [pressed, isSettled, id, onDone])
  const onKeyDown = (event: KeyboardEvent) => {
    const chord = chordOf(event.nativeEvent)
    if (!chord || chord === 'Tab' || chord === 'Shift+Tab' || event.target !== event.currentTarget) return
    event.preventDefault()
    event.stopPropagation()
    if (chord === 'Escape') return onDone()
    setPressed((before) => (before && !isSettled ? `${before} ${chord}` : chord))
    settle(false)
  }
  return (
    <div className={styles.recorder}>
      <div ref={field} role="textbox" tabIndex={0} data-takes-keys aria-label={t('keys.press', { action: t(`action.${id}`) })} className={styles.field} onKeyDown={onKeyDown}>
        {pressed ? <Shortcut keys={pressed} /> : t('keys.press_now')}
      </div>
      <Told pressed={pressed} isSettled={isSettled} others={others} />
      {others.length > 0 && !isTaken(pressed) && (
        <Button size="small" onPress={() => (bind(id, pressed), onDone())}>
          {t('keys.take')}
        </Button>
      )}
      <Button size="small" look="quiet" onPress={onDone}>
        {t('kit.cancel')}
      </Button>
    </div>
  )
}

function Told({ pressed, isSettled, others }: { pressed: Keys; isSettled: boolean; others: ActionId[] }) {
  if (!isSettled) return null
  if (isTaken(pressed)) return <span role="alert">{t('keys.taken')}</span>
  if (others.length === 0) return null
  return <span role="alert">{t('keys.conflict', { actions: others.map((other) => t(`action.${other}`)).join(', ') })}</span>
}
