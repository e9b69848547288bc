// The page with which the desktop window opens where plans are to be sold and something for that is missing.

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '~/kit/Button'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import type { Lack } from '~/platform/types'
import { asked } from '~/pages/settings/asked'
import { Alone } from '~/shell/Gate'
import { isGateLater } from './gate'
import styles from './GateSetup.module.css'

const hints: Record<string, string> = {
  POLAR_ACCESS_TOKEN: t('gate.token'),
  POLAR_PRODUCT_ID: t('gate.product'),
  POLAR_BENEFIT_ID: t('gate.benefit'),
  POLAR_SUCCESS_URL: t('gate.success'),
  POLAR_RETURN_URL: t('gate.return'),
  POLAR_FEATURE_GATE_ENABLED: t('gate.switch'),
}

/** What is missing, as fields. What has none is mended where it was set. */
export default function GateSetup({ lacks }: { lacks: Lack[] }) {
  const [values, setValues] = useState<Record<string, string>>({})
  const fill = useMutation({
    mutationFn: () => asked((app) => app.fillGate(said(values))),
    // The coordinator is another one now.
    onSuccess: () => location.reload(),
  })
  const change = (variable: string) => (text: string) => {
    setValues({ ...values, [variable]: text })
    fill.reset()
  }
  return (
    <Alone title={t('gate.title')}>
      <p>
        <Prose text={t('gate.body')} />
      </p>
      <form noValidate className={styles.form} onSubmit={(event) => (event.preventDefault(), fill.mutate())}>
        {lacks.map((lack, place) => (
          <Missing key={lack.variable} lack={lack} isFirst={place === 0} value={values[lack.variable] ?? ''} onChange={change(lack.variable)} />
        ))}
        {fill.error && <ErrorPanel error={fill.error} />}
        <p className={styles.note}>{t('gate.note')}</p>
        <footer className={styles.foot}>
          <Button onPress={() => isGateLater.set(true)}>{t('gate.later')}</Button>
          <Button look="main" type="submit" isBusy={fill.isPending}>
            {t('gate.save')}
          </Button>
        </footer>
      </form>
    </Alone>
  )
}

type MissingProps = { lack: Lack; value: string; isFirst: boolean; onChange: (text: string) => void }

function Missing({ lack: { variable, says }, value, isFirst, onChange }: MissingProps) {
  const hint = hints[variable]
  if (hint === undefined) return <p role="note">{`${variable} ${says}`}</p>
  return <TextField label={variable} hint={hint} value={value} onChange={onChange} isSecret={variable === 'POLAR_ACCESS_TOKEN'} isMono autoFocus={isFirst} />
}

/** What was typed. An empty field says nothing, so what was said before stays. */
const said = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([variable, text]) => (text.trim() ? [[variable, text.trim()]] : [])))
