import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Refused } from '~/api/call'
import { meQuery } from '~/api/queries'
import type { BillingStatus, Upgrade } from '~/api/schema'
import { useNow } from '~/format/now'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { Prose } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import { openPage, useCheckout, useWatchedStatus } from './checkout'
import { billerName, planName, priceText, thingName } from './money'
import styles from './UpgradeSheet.module.css'

/** What would help, if it was refused for want of a plan. */
export const upgradeIn = (error: Error | null): Upgrade | undefined => (error instanceof Refused ? (error.problem.upgrade ?? undefined) : undefined)

type Props = {
  upgrade: Upgrade
  /** What was blocked, as the end of a sentence. */
  action: string
  onContinue: () => void
  onClose: () => void
}

/** Whoever left a checkout open for so long may want something else by now. */
const FRESH_MS = 30 * 60_000

/** What a plan costs and unlocks, and the way to it. Once it is paid, what was blocked goes on by itself. */
export function UpgradeSheet({ upgrade, action, onContinue, onClose }: Props) {
  const [opened, setOpened] = useState<number>()
  const isWaiting = opened !== undefined
  const now = useNow()
  const { data: status } = useWatchedStatus(isWaiting)
  if (isWaiting && status && hasRoom(status, upgrade)) {
    const Next = now - opened < FRESH_MS ? GoesOn : GoOn
    return <Next action={action} onContinue={onContinue} onClose={onClose} />
  }
  return (
    <Dialog title={t('billing.sheet_title')} onClose={onClose}>
      <DialogBody>
        <p>
          <Prose text={why(upgrade)} />
        </p>
        <Offer upgrade={upgrade} />
        {isWaiting && <p role="status">{t('billing.sheet_waiting')}</p>}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>{t('kit.cancel')}</Button>
        <Buy upgrade={upgrade} isAgain={isWaiting} onOpen={() => setOpened(Date.now())} />
      </DialogActions>
    </Dialog>
  )
}

const why = ({ thing, held, limit, tier, because }: Upgrade): string => t('billing.sheet_body', { thing: thingName(thing), held, limit, tier: planName(tier), because })

function hasRoom({ limits }: BillingStatus, { thing }: Upgrade): boolean {
  const found = limits.find((limit) => limit.thing === thing)
  if (!found) return false
  return found.limit === null || found.limit === undefined || (found.held ?? 0) < found.limit
}

function Offer({ upgrade }: { upgrade: Upgrade }) {
  const { plan, price, biller, thing, unlocks } = upgrade
  const name = thingName(thing)
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={t('billing.plan')}>{planName(plan ?? biller)}</Fact>
        <Fact name={t('billing.costs')}>{priceText(price)}</Fact>
        <Fact name={t('billing.sheet_unlocks')}>
          {typeof unlocks === 'number' ? t('billing.sheet_unlocks_some', { thing: name, count: unlocks }) : t('billing.sheet_unlocks_all', { thing: name })}
        </Fact>
      </dl>
      <p className={styles.consent}>{t('billing.consent', { price: priceText(price), biller: billerName(biller) })}</p>
    </>
  )
}

/** The page may be there already; where it is not, the coordinator asks for one. */
function Buy({ upgrade, isAgain, onOpen }: { upgrade: Upgrade; isAgain: boolean; onOpen: () => void }) {
  const me = useQuery(meQuery).data
  const checkout = useCheckout()
  const { checkoutUrl, plan } = upgrade
  const open = () => {
    if (checkoutUrl) openPage(checkoutUrl)
    else checkout.mutate(plan ?? '')
    onOpen()
  }
  const isKept = !checkoutUrl && me?.role !== 'owner'
  return (
    <Button look="main" autoFocus isBusy={checkout.isPending} disabledReason={isKept ? t('billing.owner_only') : undefined} onPress={open}>
      {isAgain ? t('billing.sheet_again') : t('billing.open_checkout')}
    </Button>
  )
}

/** It was asked for a moment ago, in this window and by whoever sits here: asked for twice is once too often. */
function GoesOn({ action, onContinue, onClose }: Omit<Props, 'upgrade'>) {
  const hasGone = useRef(false)
  useEffect(() => {
    if (hasGone.current) return
    hasGone.current = true
    toast(t('billing.paid_goes_on', { action }))
    onContinue()
  }, [action, onContinue])
  return (
    <Dialog title={t('billing.sheet_goes_on_title')} onClose={onClose}>
      <DialogBody>
        <p role="status">{t('billing.paid_goes_on', { action })}</p>
      </DialogBody>
    </Dialog>
  )
}

/** Asked after a long while: what was blocked is not done behind anybody's back. */
function GoOn({ action, onContinue, onClose }: Omit<Props, 'upgrade'>) {
  return (
    <Dialog title={t('billing.sheet_paid_title')} role="alertdialog" onClose={onClose}>
      <DialogBody>
        <p>{t('billing.sheet_paid_body', { action })}</p>
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>{t('billing.sheet_not_now')}</Button>
        <Button look="main" autoFocus onPress={onContinue}>
          {t('billing.sheet_go_on')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
