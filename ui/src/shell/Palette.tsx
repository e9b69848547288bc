import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { t } from '~/messages/t'
import { chooseTheme, themes } from '~/theme'
import { closeOverlay, openAddWorker, openRunJob } from './overlay'
import styles from './Palette.module.css'

type Command = { id: string; text: string; run: () => void }

const pages = [
  { to: '/', page: t('nav.overview') },
  { to: '/jobs', page: t('nav.jobs') },
  { to: '/workers', page: t('nav.workers') },
  { to: '/schedules', page: t('nav.schedules') },
  { to: '/audit', page: t('nav.audit') },
  { to: '/billing', page: t('nav.billing') },
  { to: '/templates', page: t('nav.templates') },
  { to: '/agents', page: t('nav.agents') },
  { to: '/doctor', page: t('nav.doctor') },
  { to: '/settings', page: t('nav.settings') },
] as const

/** `job_12`, or the number alone; `job_12.3` is a task. */
const jobIn = (text: string): string | undefined => /^(?:job_)?([1-9]\d*(?:\.\d+)?)$/.exec(text.trim())?.[1]

function useCommands(text: string): Command[] {
  const navigate = useNavigate()
  return useMemo(() => {
    const job = jobIn(text)
    const wanted = text.trim().toLowerCase()
    const fixed: Command[] = [
      { id: 'run', text: t('palette.run_job'), run: () => openRunJob() },
      { id: 'add', text: t('palette.add_worker'), run: openAddWorker },
      ...pages.map(({ to, page }) => ({ id: to, text: t('palette.go', { page }), run: () => void navigate({ to }) })),
      ...themes.map((theme) => ({ id: theme, text: t('palette.theme', { theme: t(`theme.${theme}`) }), run: () => chooseTheme(theme) })),
    ]
    const found = fixed.filter((command) => command.text.toLowerCase().includes(wanted))
    if (!job) return found
    const jobId = `job_${job}`
    const open = { id: jobId, text: t('palette.open_job', { job: jobId }), run: () => void navigate({ to: '/jobs/$jobId', params: { jobId } }) }
    return [open, ...found]
  }, [text, navigate])
}

/** Everything by keyboard: a page, an action, or a job by its number. */
export default function Palette() {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(isOpen) => !isOpen && closeOverlay()} className={styles.scrim}>
      <Modal className={styles.modal}>
        <Dialog aria-label={t('palette.title')} className={styles.dialog}>
          <Chooser />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function run(command: Command | undefined): void {
  if (!command) return
  closeOverlay()
  command.run()
}

/** The focus stays in the field; the arrows move what Enter will run. */
function Chooser() {
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const listId = useId()
  const commands = useCommands(text)
  const at = Math.min(place, commands.length - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setPlace((at + step + commands.length) % commands.length)
    else if (event.key === 'Enter') run(commands[at])
    else return
    event.preventDefault()
  }
  return (
    <>
      <input
        role="combobox"
        aria-label={t('palette.title')}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={commands[at] && `${listId}-${at}`}
        autoFocus
        className={styles.input}
        placeholder={t('palette.placeholder')}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setPlace(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label={t('palette.title')} className={styles.list}>
        {commands.map((command, index) => (
          <div
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={styles.item}
            onPointerMove={() => setPlace(index)}
            onClick={() => run(command)}
          >
            {command.text}
          </div>
        ))}
      </div>
      {commands.length === 0 && (
        <p role="status" className={styles.none}>
          {t('palette.none')}
        </p>
      )}
    </>
  )
}
