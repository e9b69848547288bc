// What the desktop app is asked for; its refusals are the API's problems.

import { Refused } from '~/api/call'
import { platform } from '~/platform'
import { problemFrom } from '~/platform/problem'
import type { DesktopApp } from '~/platform/types'

export async function asked<T>(work: (app: DesktopApp) => Promise<T>): Promise<T> {
  if (!platform.app) throw new Error('there is no desktop app')
  try {
    return await work(platform.app)
  } catch (cause) {
    const problem = problemFrom(cause)
    throw problem ? new Refused(problem, undefined) : cause
  }
}
