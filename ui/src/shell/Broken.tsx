import type { ErrorComponentProps } from '@tanstack/react-router'
import { Button } from '~/kit/Button'
import { t } from '~/messages/t'
import { Alone } from './Gate'

/** A fault of the console itself: it says so, and offers the one thing that helps. */
export function Broken({ error }: ErrorComponentProps) {
  return (
    <Alone title={t('error.unexpected')}>
      <p>{t('error.unexpected_detail')}</p>
      <pre>{error instanceof Error ? error.message : String(error)}</pre>
      <Button look="main" onPress={() => location.reload()}>
        {t('error.reload')}
      </Button>
    </Alone>
  )
}
