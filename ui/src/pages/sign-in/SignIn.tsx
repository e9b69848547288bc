import { useEffect } from 'react'
import type { ProblemKind } from '~/api/schema'
import { Button } from '~/kit/Button'
import { CommandLine } from '~/kit/Text'
import { type Key, t } from '~/messages/t'
import { session, type Session } from '~/platform/session'
import { Alone } from '~/shell/Gate'
import { useStore } from '~/store'
import { Account } from './Account'
import { linkFailure } from './link'
import { returnIn } from './return'
import styles from './SignIn.module.css'

const REASONS: Partial<Record<ProblemKind | 'unreachable', Key & `sign_in.${string}`>> = {
  token_used: 'sign_in.used',
  token_expired: 'sign_in.expired',
  unreachable: 'sign_in.unreachable',
}

/** Why there is no session, in a sentence; nothing for somebody who has only just come. */
function reason(failure: ProblemKind | 'unreachable' | undefined, state: Session): string | undefined {
  if (failure) return t((REASONS[failure] ?? 'sign_in.unknown') as 'sign_in.unknown')
  if (state.isOpen || state.why === 'none') return undefined
  return state.why === 'token_revoked' ? t('sign_in.revoked') : t('sign_in.expired_session')
}

export function SignIn() {
  const failure = useStore(linkFailure)
  const state = useStore(session)
  const isNew = failure === undefined && !state.isOpen && state.why === 'none'
  const back = isNew ? returnIn(location.href, document.referrer) : undefined
  return back ? <Back from={back} /> : <Asked failure={failure} state={state} />
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = t('app.title', { page: title })
  }, [title])
}

/** The console goes on in the tab from which the biller's page was opened; nobody has to sign in for that. */
function Back({ from }: { from: 'paid' | 'left' }) {
  const title = t(`sign_in.${from}`)
  useTitle(title)
  return (
    <Alone title={title}>
      <p>{t(`sign_in.${from}_body`)}</p>
    </Alone>
  )
}

function Asked({ failure, state }: { failure: ProblemKind | 'unreachable' | undefined; state: Session }) {
  const why = reason(failure, state)
  useTitle(t('sign_in.title'))
  return (
    <Alone title={t('sign_in.title')}>
      {why && (
        <p role="alert" className={styles.why}>
          {why}
        </p>
      )}
      <Account />
      <p>{t('sign_in.body')}</p>
      <div className={styles.command}>
        <CommandLine command="muster console" />
      </div>
      <p className={styles.soft}>{t('sign_in.why')}</p>
      {failure === 'unreachable' && (
        <Button look="main" onPress={() => location.reload()}>
          {t('kit.retry')}
        </Button>
      )}
    </Alone>
  )
}
