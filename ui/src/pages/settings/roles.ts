// Roles, the least first, as people read them.

import { t } from '~/messages/t'

const roles = ['viewer', 'operator', 'owner'] as const
export type Role = (typeof roles)[number]

export const isRole = (text: string): text is Role => roles.some((role) => role === text)

export const roleText = (role: string): string => (isRole(role) ? t(`people.role_${role}`) : role)

export const roleChoices = roles.map((id) => ({ id, label: roleText(id) }))

export const roleMeaning = (role: Role): string => t(`people.role_${role}_means`)
