import { useNavigate, useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { want } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { platform } from '~/platform'
import type { Link } from '~/platform/types'
import { isCovered, onceUncovered } from './covered'

function addressOf(link: Link): string {
  switch (link.kind) {
    case 'page':
      return link.page === 'overview' ? '/' : `/${link.page}`
    case 'checkout_return':
      return '/billing?returned=1'
    case 'support_bundle':
      return '/doctor'
    case 'schedule':
    case 'template':
      // They have no page of their own: their row is shown. As JSON, so that a name of digits stays a name.
      return `/${link.kind}s?name=${encodeURIComponent(JSON.stringify(link.id))}`
    default:
      return `/${link.kind}s/${encodeURIComponent(link.id)}`
  }
}

/** Opens what somebody outside of the page wants to see; what another program asks for, after a question. */
export function Links() {
  const [asked, setAsked] = useState<Link>()
  const go = useGo()
  useEffect(() => {
    const receive = (link: Link | null) => {
      if (link?.asks) setAsked(link)
      else if (link) go(link)
    }
    const take = () => void platform.app?.takeLink().then(receive)
    return followLinks(take)
  }, [go])
  if (!asked) return null
  const leave = () => setAsked(undefined)
  const open = () => {
    leave()
    go(asked)
  }
  return (
    <Dialog title={t('link.title')} role="alertdialog" onClose={leave}>
      <DialogBody>
        <p>{t('link.from')}</p>
        <p>
          <strong>{wordsOf(asked)}</strong>
        </p>
      </DialogBody>
      <DialogActions>
        <Button onPress={leave}>{t('link.leave')}</Button>
        <Button look="main" autoFocus onPress={open}>
          {t('link.open')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

const nothing = () => {}

/** The app keeps the link for as long as a dialog is open, and over a reload. */
function followLinks(take: () => void): () => void {
  let giveUp = nothing
  const stop = platform.onShellRequest(({ kind }) => {
    if (kind !== 'link') return
    giveUp()
    if (isCovered()) toast(t('link.held'), 'notice')
    giveUp = onceUncovered(take)
  })
  return () => {
    giveUp()
    stop()
  }
}

function wordsOf(link: Link): string {
  if ('id' in link) return t(`link.${link.kind}`, { id: link.id })
  if (link.kind === 'page') return t('link.page', { page: t(`nav.${link.page}`) })
  return link.kind === 'checkout_return' ? t('link.checkout_return') : t('bundle.title')
}

/** By its address, so that a page which is not there yet is only a page that is not there. */
function useGo(): (link: Link) => void {
  const navigate = useNavigate()
  const router = useRouter()
  return useCallback(
    (link: Link) => {
      if (link.kind === 'support_bundle') want('bundle')
      const base = (router.basepath ?? '').replace(/\/$/, '')
      void navigate({ href: `${base}${addressOf(link)}` })
    },
    [navigate, router],
  )
}
