import type { Environment } from '~/api/schema'
import { OutsideLink } from '~/kit/OutsideLink'
import { Section } from '~/kit/Section'
import { CopyButton, Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import styles from './EnvironmentsPage.module.css'

/** How to get to it. What is not open is said to be not open. */
export function WaysIn({ environment: { connection } }: { environment: Environment }) {
  return (
    <Section title={t('ways.title')}>
      {connection ? (
        <dl className={styles.facts}>
          <Fact name={t('ways.browser')}>
            <span className={styles.lines}>
              <OutsideLink to={connection.web}>{connection.web}</OutsideLink>
              <span className={styles.soft}>{t(isPlain(connection.web) ? 'ways.browser_plain' : 'ways.browser_body')}</span>
            </span>
            <CopyButton text={connection.web} label={t('ways.copy_url')} />
          </Fact>
          <Fact name={t('ways.desktop')}>
            <span className={styles.soft}>{t('ways.desktop_body')}</span>
          </Fact>
          <Fact name={t('ways.host')}>
            <code>{connection.host}</code>
            <CopyButton text={connection.host} label={t('ways.copy_host')} />
          </Fact>
          <Fact name={t('ways.ports')}>{connection.ports.join(', ')}</Fact>
          <Fact name={t('ways.password')}>
            <span className={styles.soft}>
              <Prose text={t('ways.password_body')} />
            </span>
          </Fact>
        </dl>
      ) : (
        <p className={styles.empty}>{t('ways.none')}</p>
      )}
    </Section>
  )
}

/** Over a network others can read along. */
const isPlain = (url: string): boolean => /^http:\/\/(?!127\.0\.0\.1|localhost|\[::1\])/.test(url)
