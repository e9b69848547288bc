import { useEffect, useState } from 'react'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { t } from '~/messages/t'
import { platform } from '~/platform'
import type { ShellRequest } from '~/platform/types'

/** The desktop shell asks here before it ends, because only it has a window that can be closed. */
export function Quit() {
  const [request, setRequest] = useState<Extract<ShellRequest, { kind: 'quit' }>>()
  useEffect(() => platform.onShellRequest((asked) => asked.kind === 'quit' && setRequest(asked)), [])
  if (!request) return null
  const stay = () => {
    setRequest(undefined)
    void platform.declineQuit()
  }
  return (
    <Dialog title={t('quit.title')} role="alertdialog" onClose={stay}>
      <DialogBody>
        <div>
          <p>{request.here > 0 ? t('quit.here', { count: request.here }) : t('quit.nothing')}</p>
          {request.elsewhere > 0 && <p>{t('quit.elsewhere', { count: request.elsewhere })}</p>}
        </div>
      </DialogBody>
      <DialogActions>
        <Button onPress={stay}>{t('quit.stay')}</Button>
        <Button look="danger-main" autoFocus onPress={() => void platform.confirmQuit()}>
          {t('quit.confirm')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
