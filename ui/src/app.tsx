// The console, in the language that was loaded before this file.

import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nProvider } from 'react-aria-components'
import { queryClient } from './live/query-client'
import { signInByLink } from './pages/sign-in/link'
import { platform } from './platform'
import { followWindowKeys } from './hands/window-keys'
import { router } from './router'
import { Gate } from './shell/Gate'

export async function start(locale: string): Promise<void> {
  // Where it cannot be kept for the next start, it holds for this one.
  void platform.app?.speak(document.documentElement.lang).catch(() => undefined)
  followWindowKeys()
  // Before anything asks the API: the link's code buys the token that it needs.
  if (platform.kind === 'browser') await signInByLink()
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no root')
  createRoot(root).render(
    <StrictMode>
      <I18nProvider locale={locale}>
        <QueryClientProvider client={queryClient}>
          <Gate>
            <RouterProvider router={router} />
          </Gate>
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  )
}
