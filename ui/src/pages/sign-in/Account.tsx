import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Refused } from '~/api/call'
import { Button } from '~/kit/Button'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { said } from '~/messages/said'
import { t } from '~/messages/t'
import { useStore } from '~/store'
import styles from './SignIn.module.css'
import { invitation, signIn, signInWith, signUp, waysQuery } from './account'

const providers: Record<string, string> = { github: 'GitHub', google: 'Google' }

/** Whoever is on the coordinator's machine needs no account, and a new one would show them nothing of what is there. */
const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname)

/** Sign in or create an account; nothing where nobody has one and nobody needs one. */
export function Account() {
  const ways = useQuery(waysQuery).data
  const invited = useStore(invitation) !== undefined
  const [wantsNew, setWantsNew] = useState<boolean>()
  if (!ways || !(ways.has_accounts || invited || (ways.may_sign_up && !isHere))) return null
  const mayBeNew = ways.may_sign_up || invited
  const isNew = mayBeNew && (wantsNew ?? invited)
  return (
    <div className={styles.account}>
      {invited && <p>{t('account.invited')}</p>}
      <Form key={String(isNew)} isNew={isNew} />
      {ways.providers.map((provider) => (
        <Button key={provider} onPress={() => void signInWith(provider)}>
          {t('account.with', { provider: providers[provider] ?? provider })}
        </Button>
      ))}
      {mayBeNew && (
        <Button look="quiet" onPress={() => setWantsNew(!isNew)}>
          {isNew ? t('account.old') : t('account.new')}
        </Button>
      )}
      <p className={styles.soft}>{t('account.or')}</p>
    </div>
  )
}

function Form({ isNew }: { isNew: boolean }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const enter = useMutation({ mutationFn: () => (isNew ? signUp(name, email, password) : signIn(email, password)) })
  const problem = enter.error instanceof Refused ? enter.error.problem : undefined
  const wrong = (field: string) => (problem?.field === field ? said(problem.detail) : undefined)
  const typed = (set: (text: string) => void) => (text: string) => {
    set(text)
    enter.reset()
  }
  const isTold = ['name', 'email', 'password'].some((field) => wrong(field))
  return (
    <form noValidate className={styles.form} onSubmit={(event) => (event.preventDefault(), enter.mutate())}>
      {isNew && <TextField label={t('account.name')} value={name} onChange={typed(setName)} error={wrong('name')} />}
      <TextField label={t('account.email')} value={email} onChange={typed(setEmail)} error={wrong('email')} autoFocus />
      <TextField
        label={t('account.password')}
        value={password}
        onChange={typed(setPassword)}
        error={wrong('password')}
        isSecret
        {...(isNew ? { hint: t('account.password_hint') } : {})}
      />
      {enter.error && !isTold && <ErrorPanel error={enter.error} />}
      <Button look="main" type="submit" isBusy={enter.isPending}>
        {isNew ? t('account.sign_up') : t('account.sign_in')}
      </Button>
    </form>
  )
}
