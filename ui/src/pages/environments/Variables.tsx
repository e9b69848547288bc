import type { Environment } from '~/api/schema'
import { Section } from '~/kit/Section'
import { Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import styles from './EnvironmentsPage.module.css'

/** What its programs find in their variables. Of secrets nobody is shown more than the name. */
export function Variables({ environment: { env, secrets = [] } }: { environment: Environment }) {
  const names = Object.keys(env).toSorted()
  return (
    <Section title={t('variables.title')}>
      {names.length + secrets.length > 0 && (
        <dl className={styles.variables}>
          {names.map((name) => (
            <Fact key={name} name={name}>
              <code>{env[name]}</code>
            </Fact>
          ))}
          {secrets.map((name) => (
            <Fact key={name} name={name}>
              <span className={styles.soft}>{t('variables.kept')}</span>
            </Fact>
          ))}
        </dl>
      )}
      <p className={styles.intro}>
        <Prose text={t('variables.secrets')} />
      </p>
    </Section>
  )
}
