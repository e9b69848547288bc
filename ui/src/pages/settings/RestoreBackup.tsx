import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '~/api/queries'
import type { Backup } from '~/api/schema'
import { muster } from '~/hands/command'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { CommandLine, Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from './Backups.module.css'

/** A running coordinator cannot give way to an older one of itself, so this tells how it is done. */
export function Restore({ backup }: { backup: Backup }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="small" label={t('backups.restore_label', { name: backup.name })} onPress={() => setOpen(true)}>
        {t('backups.restore')}
      </Button>
      {isOpen && <HowTo backup={backup} onClose={() => setOpen(false)} />}
    </>
  )
}

function HowTo({ backup: { name, path }, onClose }: { backup: Backup; onClose: () => void }) {
  const coordinator = useQuery(meQuery).data?.coordinator
  const data = coordinator ? ['--data-dir', coordinator.data_dir] : []
  return (
    <Dialog title={t('backups.restore_title', { name })} width="wide" onClose={onClose}>
      <DialogBody>
        <p>{t('backups.restore_why', { machine: coordinator?.machine ?? '' })}</p>
        <ol className={styles.steps}>
          <li>{t('backups.restore_stop')}</li>
          <li>
            {t('backups.restore_run')}
            <CommandLine command={muster('backup', 'restore', path, '--replace', ...data)} />
          </li>
          <li>
            {t('backups.restore_start')}
            <CommandLine command={muster('serve', ...data)} />
          </li>
        </ol>
        <p>
          <Prose text={t('backups.restore_after')} />
        </p>
      </DialogBody>
      <DialogActions>
        <Button look="main" onPress={onClose}>
          {t('kit.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
