// What is said in the form of a template.

import { muster } from '~/hands/command'

export type Values = Record<string, string>

/** An empty field says nothing, so that its default is taken or it is missed. */
export const said = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))

/** The line that runs it with these values. */
export const runCommand = (name: string, values: Values): string =>
  muster('job', 'submit', '--template', name, ...Object.entries(said(values)).flatMap(([parameter, value]) => ['-P', `${parameter}=${value}`]))
