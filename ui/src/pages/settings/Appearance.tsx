// What a person chooses for this browser: how things look, and in which language they are said.

import { useEffect, useState } from 'react'
import { chooseDensity, densities, density } from '~/density'
import { chooseLanguage, type LanguageChoice, languageChoice } from '~/language'
import { Segments, Select } from '~/kit/Field'
import { en } from '~/messages/en'
import { type LanguageId, languageIds, languages, PSEUDO, pseudo } from '~/messages/languages'
import { t } from '~/messages/t'
import { useStore } from '~/store'
import { chooseTheme, theme, themes } from '~/theme'
import styles from './SettingsPage.module.css'

export function Appearance() {
  const looks = themes.map((id) => ({ id, label: t(`settings.theme_${id}`) }))
  const spaces = densities.map((id) => ({ id, label: t(`settings.density_${id}`) }))
  return (
    <div className={styles.body}>
      <Segments label={t('settings.theme')} choices={looks} value={useStore(theme)} onChange={chooseTheme} />
      <Segments label={t('settings.density')} choices={spaces} value={useStore(density)} onChange={chooseDensity} />
      <div className={styles.choice}>
        <Select label={t('settings.language')} choices={useLanguages()} value={useStore(languageChoice)} onChange={chooseLanguage} />
        <p className={styles.note}>{t('settings.language_hint')}</p>
      </div>
    </div>
  )
}

type Choice = { id: LanguageChoice; label: string }

/** Each by its own name, and how much of it there is if that is not all. */
function useLanguages(): Choice[] {
  const shares = useShares()
  const chosen = useStore(languageChoice)
  const named = languageIds.map((id) => {
    const percent = shares[id]
    return { id, label: percent === undefined ? languages[id].name : t('settings.language_share', { language: languages[id].name, percent }) }
  })
  // Offered to nobody, but whoever has it must see it to leave it.
  const strange = chosen === PSEUDO ? [{ id: PSEUDO, label: pseudo.name } satisfies Choice] : []
  return [{ id: 'system', label: t('settings.language_system') }, ...named, ...strange]
}

function useShares(): Partial<Record<LanguageId, number>> {
  const [shares, setShares] = useState<Partial<Record<LanguageId, number>>>({})
  useEffect(() => {
    for (const id of languageIds.filter((one) => !languages[one].isComplete)) {
      languages[id].load().then(
        (words) => setShares((known) => ({ ...known, [id]: Math.floor((100 * Object.keys(words).length) / Object.keys(en).length) })),
        () => {},
      )
    }
  }, [])
  return shares
}
