import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '~/api/call'
import type { BundleFile } from '~/api/schema'
import { bytes } from '~/format/number'
import { save } from '~/format/save'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { CommandLine, copyText } from '~/kit/Text'
import { t } from '~/messages/t'
import { textOf } from './bundle-text'
import styles from './Bundle.module.css'

/** What somebody who helps would ask for: read here, and saved only by a press. */
export function Bundle({ onClose }: { onClose: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['support bundle'],
    queryFn: () => call('post', '/v1/doctor/bundle', {}),
    // What was looked at is what is saved: it never changes under the eyes.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [shown, setShown] = useState<string>()
  const files = data?.files ?? []
  const taken = files.filter(({ name }) => !left.has(name))
  const toggle = (name: string) => setLeft((all) => (all.has(name) ? new Set([...all].filter((one) => one !== name)) : new Set([...all, name])))
  const store = () => {
    save(new TextEncoder().encode(textOf(taken)), `muster-support-${data?.made_at.slice(0, 10)}.txt`)
    onClose()
  }
  const read = files.find(({ name }) => name === shown) ?? files[0]
  return (
    <Dialog title={t('bundle.title')} width="wide" onClose={onClose}>
      <DialogBody>
        <p>{t('bundle.body')}</p>
        {error && <ErrorPanel error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={6} columns={['40%', '20%']} />}
        <ul className={styles.files}>
          {files.map((file) => (
            <Row key={file.name} file={file} isTaken={!left.has(file.name)} isShown={file === read} onToggle={() => toggle(file.name)} onShow={() => setShown(file.name)} />
          ))}
        </ul>
        {read && (
          <pre className={styles.text} tabIndex={0} role="region" aria-label={t('bundle.text', { name: read.name })}>
            {read.text}
          </pre>
        )}
      </DialogBody>
      <DialogActions aside={<CommandLine command={t('bundle.command')} />}>
        <Button onPress={onClose}>{t('kit.cancel')}</Button>
        <Button disabledReason={taken.length === 0 ? t('bundle.none') : undefined} onPress={() => void copyText(textOf(taken))}>
          {t('bundle.copy')}
        </Button>
        <Button look="main" disabledReason={taken.length === 0 ? t('bundle.none') : undefined} onPress={store}>
          {t('bundle.save', { count: taken.length })}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

type RowProps = { file: BundleFile; isTaken: boolean; isShown: boolean; onToggle: () => void; onShow: () => void }

function Row({ file: { name, about, text, redacted, is_cut }, isTaken, isShown, onToggle, onShow }: RowProps) {
  const said = [about, redacted > 0 && t('bundle.redacted', { count: redacted }), is_cut && t('bundle.cut')].filter(Boolean)
  return (
    <li className={styles.file} data-shown={isShown || undefined}>
      <input type="checkbox" aria-label={t('bundle.file', { name })} checked={isTaken} onChange={onToggle} />
      <Button size="small" look="quiet" label={t('bundle.show', { name })} onPress={onShow}>
        {name}
      </Button>
      <span className={styles.about}>{said.join(' · ')}</span>
      <span className={styles.size}>{bytes(new TextEncoder().encode(text).length)}</span>
    </li>
  )
}
