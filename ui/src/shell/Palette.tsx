import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Autocomplete, Dialog, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField } from 'react-aria-components'
import { t } from '~/messages/t'
import { chooseTheme, themes } from '~/theme'
import { closeOverlay, openAddWorker, openRunJob } from './overlay'
import styles from './Palette.module.css'

type Command = { id: string; text: string; run: () => void }

const pages = [
  { to: '/', page: t('nav.overview') },
  { to: '/jobs', page: t('nav.jobs') },
  { to: '/workers', page: t('nav.workers') },
  { to: '/doctor', page: t('nav.doctor') },
  { to: '/settings', page: t('nav.settings') },
] as const

/** `job_12`, or the number alone. */
const jobIn = (text: string): string | undefined => /^(?:job_)?([1-9]\d*)$/.exec(text.trim())?.[1]

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
  const [text, setText] = useState('')
  const commands = useCommands(text)
  const choose = (id: string | number) => {
    closeOverlay()
    commands.find((command) => command.id === id)?.run()
  }
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(isOpen) => !isOpen && closeOverlay()} className={styles.scrim}>
      <Modal className={styles.modal}>
        <Dialog aria-label={t('palette.title')} className={styles.dialog}>
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField aria-label={t('palette.title')} autoFocus className={styles.search}>
              <Input className={styles.input} placeholder={t('palette.placeholder')} />
            </SearchField>
            <Menu
              aria-label={t('palette.title')}
              items={commands}
              className={styles.menu}
              onAction={choose}
              renderEmptyState={() => <p className={styles.none}>{t('palette.none')}</p>}
            >
              {(command) => (
                <MenuItem id={command.id} textValue={command.text} className={styles.item}>
                  {command.text}
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
