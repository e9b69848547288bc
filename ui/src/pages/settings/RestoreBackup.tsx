import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { appStateQuery, meQuery } from '~/api/queries'
import type { Backup } from '~/api/schema'
import { exact } from '~/format/time'
import { muster } from '~/hands/command'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ErrorPanel } from '~/kit/Panel'
import { CommandLine, Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import type { RestoredBackup } from '~/platform/types'
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

/** The page begins anew afterwards: nothing that it has read is true any more. */
function Here({ backup: { name, created_at }, onClose }: { backup: Backup; onClose: () => void }) {
  const restore = useMutation({ mutationFn: () => asked((app) => app.restoreBackup(name)) })
  const { data, error, isPending } = restore
  if (data) return <Done restored={data} />
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

const again = () => location.reload()

function Done({ restored: { as_of, kept_aside } }: { restored: RestoredBackup }) {
  return (
    <Dialog title={t('backups.restored', { at: exact(as_of) })} onClose={again}>
      <DialogBody>
        {kept_aside && (
          <>
            <p>{t('backups.restored_kept')}</p>
            <CommandLine command={kept_aside} />
          </>
        )}
      </DialogBody>
      <DialogActions>
        <Button look="main" autoFocus onPress={again}>
          {t('backups.restored_go_on')}
        </Button>
      </DialogActions>
    </Dialog>
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
