// A form that somebody asked for from elsewhere: its page opens it as soon as it is there.

import { useEffect, useState } from 'react'
import { createStore } from '~/store'

export type Form = 'schedule' | 'environment' | 'agent' | 'token' | 'secret' | 'person' | 'cloud_worker' | 'verification' | 'terminal' | 'bundle'

const wanted = createStore<Form | undefined>(undefined)

export const want = (form: Form): void => wanted.set(form)

/** Whether a page's form is open: because of its own button, or because it was asked for. */
export function useForm(form: Form): [boolean, (isOpen: boolean) => void] {
  const [isOpen, setOpen] = useState(() => wanted.get() === form)
  useEffect(() => {
    if (wanted.get() === form) wanted.set(undefined)
    return wanted.follow(() => {
      if (wanted.get() !== form) return
      wanted.set(undefined)
      setOpen(true)
    })
  }, [form])
  return [isOpen, setOpen]
}
