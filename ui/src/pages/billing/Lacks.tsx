import type { BillingStatus } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Section } from '~/kit/Section'
import { State } from '~/kit/State'
import { t } from '~/messages/t'
import { platform } from '~/platform'
import styles from './BillingPage.module.css'
import { isGateLater } from './gate'

/** What plans lack before anything can be sold. Only the desktop window begins like this, and has fields for it. */
export function Lacks({ status }: { status: BillingStatus }) {
  const lacks = status.lacks ?? []
  if (lacks.length === 0) return null
  return (
    <Section title={t('gate.lacks')}>
      {lacks.map((lack) => (
        <p key={lack} className={styles.note}>
          <State isSentence tone="danger" glyph="cross">
            {lack}
          </State>
        </p>
      ))}
      {platform.app && (
        <footer className={styles.foot}>
          <Button onPress={() => isGateLater.set(false)}>{t('gate.fill')}</Button>
        </footer>
      )}
    </Section>
  )
}
