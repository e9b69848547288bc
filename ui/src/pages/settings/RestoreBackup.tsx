import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { appStateQuery, meQuery } from '~/api/queries'
import type { Backup } from '~/api/schema'
import { exact } from '~/format/time'
import { muster } from '~/hands/command'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ErrorPanel } from '~/kit/Panel'
import { CommandLine, Prose } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { restored } from '~/shell/overlay'
import { asked } from './asked'
import styles from './Backups.module.css'

/**
 * A running coordinator cannot give way to an older one of itself. The desktop app owns the one of its machine and can stop it;
 * elsewhere this tells how it is done.
 */
export function Restore({ backup }: { backup: Backup }) {
  const [isOpen, setOpen] = useState(false)
  const isOurs = useQuery(appStateQuery).data?.mode === 'embedded'
  return (
    <>
      <Button size="small" label={t('backups.restore_label', { name: backup.name })} onPress={() => setOpen(true)}>
        {t('backups.restore')}
      </Button>
      {isOpen && (isOurs ? <Here backup={backup} onClose={() => setOpen(false)} /> : <HowTo backup={backup} onClose={() => setOpen(false)} />)}
    </>
  )
}

const nothing = () => {}

/** What came of it is told wherever the person is by then. */
function Here({ backup: { name, created_at }, onClose }: { backup: Backup; onClose: () => void }) {
  const isShown = useIsShown()
  const restore = useMutation({
    mutationFn: () => asked((app) => app.restoreBackup(name)),
    onSuccess: (done) => {
      restored.set(done)
      onClose()
    },
    onError: (refused) => {
      if (!isShown.current) toast(refused.message, 'danger')
    },
  })
  const { error, isPending } = restore
  return (
    <Dialog title={t('backups.restore_title', { name })} onClose={isPending ? nothing : onClose}>
      <DialogBody>
        {error && <ErrorPanel error={error} />}
        <p>{t('backups.restore_here', { at: exact(created_at) })}</p>
        <p>
          <Prose text={t('backups.restore_kept')} />
        </p>
        <p role="status">{isPending && t('backups.restoring')}</p>
      </DialogBody>
      <DialogActions>
        <Button disabledReason={isPending ? t('backups.restoring') : undefined} onPress={onClose}>
          {t('kit.cancel')}
        </Button>
        <Button look="danger-main" isBusy={isPending} onPress={() => restore.mutate()}>
          {t('backups.restore_ask')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** Whether the dialog is still there, for what ends later. */
function useIsShown() {
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  return isShown
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
