// The files of a support bundle in one text, as `muster doctor bundle` writes them.

import type { BundleFile } from '~/api/schema'

export const textOf = (files: BundleFile[]): string => files.map(({ name, text }) => `==> ${name} <==\n${text.trimEnd()}\n`).join('\n')
