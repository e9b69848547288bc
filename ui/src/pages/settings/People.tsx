import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { invitationsQuery, keys, membersQuery, meQuery } from '~/api/queries'
import type { Invitation, Me, Member } from '~/api/schema'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { Select } from '~/kit/Field'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { InvitePerson } from './InvitePerson'
import styles from './Tokens.module.css'
import { isRole, roleChoices, roleText } from './roles'

const columns = (me: Me | undefined): Column<Member>[] => [
  { id: 'name', title: t('people.column_name'), width: 'minmax(0, 1fr)', cell: (member) => named(member, me) },
  { id: 'email', title: t('people.column_email'), width: 'minmax(0, 1fr)', cell: ({ user }) => user.email },
  { id: 'role', title: t('people.column_role'), width: '128px', cell: (member) => <Role member={member} mayChange={me?.role === 'owner'} /> },
  { id: 'since', title: t('people.column_since'), width: '104px', cell: (member) => <Moment at={member.created_at} /> },
  {
    id: 'actions',
    title: t('people.column_actions'),
    width: '84px',
    isNumber: true,
    isTitleHidden: true,
    cell: (member) => me?.role === 'owner' && <Remove member={member} />,
  },
]

const named = ({ user }: Member, me: Me | undefined): string => (user.id === me?.user?.id ? `${user.name} ${t('people.you')}` : user.name)

export function People() {
  const { data, error, refetch } = useQuery(membersQuery)
  const me = useQuery(meQuery).data
  const isOwner = me?.role === 'owner'
  const [isInviting, setInviting] = useForm('person')
  const invite = (
    <Button size="small" disabledReason={me && !isOwner ? t('people.owners_only') : undefined} onPress={() => setInviting(true)}>
      {t('invitations.create')}
    </Button>
  )
  return (
    <Section title={t('people.title')} action={invite}>
      <p className={styles.intro}>{t('people.body')}</p>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['30%', '30%', '20%']} height={140} />}
      {data?.items.length === 0 && <EmptyState title={t('people.empty')} body={t('people.empty_body')} command={t('people.command')} />}
      {data && data.items.length > 0 && <Table label={t('people.title')} columns={columns(me)} items={data.items} keyOf={(member) => member.id} />}
      {isOwner && <Invitations />}
      {data && data.items.length > 0 && (
        <footer className={styles.foot}>
          <CommandLine command={t('people.command')} />
        </footer>
      )}
      {isInviting && <InvitePerson onClose={() => setInviting(false)} />}
    </Section>
  )
}

const tell = (error: unknown) => toast(error instanceof Error ? error.message : String(error))

function Role({ member: { id, user, role }, mayChange }: { member: Member; mayChange: boolean }) {
  const client = useQueryClient()
  if (!mayChange || !isRole(role)) return roleText(role)
  const change = async (wanted: string) => {
    await call('patch', '/v1/members/{id}', { path: { id }, body: { role: wanted } })
    await client.invalidateQueries({ queryKey: keys.members })
    toast(t('people.role_done', { name: user.name, role: roleText(wanted) }))
  }
  return <Select isCompact label={t('people.role_of', { name: user.name })} choices={roleChoices} value={role} onChange={(wanted) => void change(wanted).catch(tell)} />
}

function Remove({ member: { id, user } }: { member: Member }) {
  const client = useQueryClient()
  const { name } = user
  const press = () =>
    ask({
      title: t('people.remove_title', { name }),
      body: t('people.remove_body'),
      confirm: t('people.remove_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/members/{id}', { path: { id } })
        await client.invalidateQueries({ queryKey: keys.members })
        toast(t('people.remove_done', { name }))
      },
    })
  return (
    <Button size="small" label={t('people.remove_label', { name })} onPress={press}>
      {t('people.remove')}
    </Button>
  )
}

const invitationColumns: Column<Invitation>[] = [
  {
    id: 'for',
    title: t('invitations.title'),
    width: 'minmax(0, 1fr)',
    cell: ({ role, email }) => t('invitations.line', { role: roleText(role), email: email ?? t('invitations.anybody') }),
  },
  { id: 'ends', title: t('invitations.ends'), width: '104px', cell: ({ expires_at }) => <Moment at={expires_at} /> },
  { id: 'actions', title: t('people.column_actions'), width: 'max-content', isNumber: true, isTitleHidden: true, cell: (invitation) => <TakeBack invitation={invitation} /> },
]

function Invitations() {
  const { data } = useQuery(invitationsQuery)
  if (!data || data.items.length === 0) return null
  return <Table label={t('invitations.title')} columns={invitationColumns} items={data.items} keyOf={({ id }) => id} />
}

function TakeBack({ invitation: { id, email } }: { invitation: Invitation }) {
  const client = useQueryClient()
  const press = async () => {
    await call('delete', '/v1/invitations/{id}', { path: { id } })
    await client.invalidateQueries({ queryKey: keys.invitations })
    toast(t('invitations.revoke_done'))
  }
  return (
    <Button size="small" label={t('invitations.revoke_label', { email: email ?? t('invitations.anybody') })} onPress={() => void press()}>
      {t('invitations.revoke')}
    </Button>
  )
}
