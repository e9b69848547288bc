import type { AuditEvent } from '~/api/schema'
import { Dialog, DialogBody } from '~/kit/Dialog'
import { CopyButton } from '~/kit/Text'
import { t } from '~/messages/t'
import { Fact, When } from '~/pages/job/Details'
import styles from './AuditPage.module.css'
import { Outcome } from './Outcome'
import { Did, Named } from './Who'
import { told } from './words'

/** All that is known of one event, in words; as it is kept at one press. */
export function EventDialog({ event, onClose }: { event: AuditEvent; onClose: () => void }) {
  const { id, at, actor, action, target, outcome, detail, place, request_id } = event
  const kept = JSON.stringify(detail, undefined, 2)
  return (
    <Dialog title={t('audit.event')} width="wide" onClose={onClose}>
      <DialogBody>
        <dl>
          <Fact name={t('audit.column_when')}>
            <When at={at} />
          </Fact>
          <Fact name={t('audit.column_who')}>
            <Named id={actor} />
            <CopyButton text={actor} label={t('audit.copy_id')} />
          </Fact>
          <Fact name={t('audit.column_what')}>
            <Did action={action} />
            <code className={styles.soft}>{action}</code>
          </Fact>
          <Fact name={t('audit.column_target')}>
            <Named id={target} />
            <CopyButton text={target} label={t('audit.copy_id')} />
          </Fact>
          <Fact name={t('audit.column_outcome')}>
            <Outcome outcome={outcome} />
          </Fact>
          {told(event).map(({ name, value }) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
          <Fact name={t('audit.column_place')}>{place ?? t('audit.not_sealed')}</Fact>
          <Fact name={t('audit.request')}>
            <code>{request_id}</code>
            <CopyButton text={request_id} />
          </Fact>
          <Fact name={t('audit.event_id')}>
            <code>{id}</code>
            <CopyButton text={id} />
          </Fact>
        </dl>
        <details className={styles.kept}>
          <summary>{t('audit.as_json')}</summary>
          <pre tabIndex={0} role="region" aria-label={t('audit.as_json')}>
            {kept}
          </pre>
        </details>
      </DialogBody>
    </Dialog>
  )
}
