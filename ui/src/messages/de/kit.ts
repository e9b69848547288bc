import type { Translation } from '../catalogue'

export const kit = {
  'kit.cancel': 'Abbrechen',
  'kit.close': 'Schließen',
  'kit.copy': 'Kopieren',
  'kit.copied': 'Kopiert',
  'kit.copy_failed': 'Kein Zugriff auf die Zwischenablage; Text markieren und von Hand kopieren',
  'kit.retry': 'Noch einmal',
  'kit.dismiss': 'Ausblenden',
  'kit.notifications': 'Meldungen',
  'kit.loading': 'Wird geladen',
  'kit.same_on_command_line': 'Dasselbe auf der Kommandozeile',
  'kit.optional': 'optional',

  'time.now': 'jetzt',
  'time.ago': 'vor {span}',
  'time.in': 'in {span}',
  'time.days': { one: '{count} Tag', other: '{count} Tage' },
  'time.days_ago': { one: 'vor {count} Tag', other: 'vor {count} Tagen' },
  'time.in_days': { one: 'in {count} Tag', other: 'in {count} Tagen' },

  'error.unreachable': 'Der Koordinator antwortet nicht',
  'error.unreachable_detail': 'Vielleicht startet er gerade, oder die Verbindung ist unterbrochen.',
  'error.unexpected': 'In der Konsole ist etwas schiefgegangen',
  'error.unexpected_detail': 'Der Koordinator und seine Jobs laufen weiter. Konsole neu laden; passiert es wieder, bitte melden:',
  'error.reload': 'Neu laden',
  'error.stale': 'Die Anzeige ist womöglich veraltet.',
  'error.next_try': 'Neuer Versuch in {seconds} s.',
  'error.trying': 'Neuer Versuch läuft.',
  'error.hint': 'Hinweis',
  'error.request': 'Anfrage {id}',

  'obstacle.read_only': 'Dieses Token darf nur lesen',
  'obstacle.wrong_state': 'Der Job ist schon zu Ende',
  'obstacle.already_asked': 'Der Abbruch ist angefordert; der Worker hat ihn noch nicht bestätigt',
} satisfies Translation
