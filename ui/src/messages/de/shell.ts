import type { Translation } from '../catalogue'

export const shell = {
  'app.name': 'Muster',
  'app.title': '{page} · Muster',
  'app.skip': 'Zum Inhalt',
  'app.sections': 'Bereiche',
  'app.opened': '{page} geöffnet',

  'nav.menu': 'Menü',
  'nav.overview': 'Übersicht',
  'nav.jobs': 'Jobs',
  'nav.workers': 'Worker',
  'nav.environments': 'Umgebungen',
  'nav.schedules': 'Zeitpläne',
  'nav.templates': 'Vorlagen',
  'nav.faults': { one: '{count} Fehler', other: '{count} Fehler' },
  'nav.warnings': { one: '{count} Warnung', other: '{count} Warnungen' },
  'nav.audit': 'Audit',
  'nav.doctor': 'Diagnose',
  'nav.settings': 'Einstellungen',

  'connection.live': 'Verbunden mit {machine}',
  'connection.connecting': 'Verbindet',
  'connection.waiting': 'Getrennt',
  'connection.attached': 'angehängt: er lief schon',
  'connection.retry': 'Jetzt versuchen',
  'connection.back': 'Der Koordinator ist wieder da',

  'palette.title': 'Suchen oder Befehl ausführen',
  'palette.open': 'Suchen oder Befehl ausführen',
  'palette.none': 'Kein Treffer',
  'palette.go': 'Gehe zu {page}',
  'palette.run_job': 'Job starten',
  'palette.add_worker': 'Worker hinzufügen',
  'palette.open_job': '{job} öffnen',
  'palette.theme': 'Farbschema: {theme}',

  'theme.light': 'hell',
  'theme.dark': 'dunkel',
  'theme.system': 'wie das System',

  'sign_in.title': 'Dieser Browser ist nicht angemeldet',
  'sign_in.body': 'Die Konsole öffnet sich mit einem Link, der einmal gilt. Auf der Maschine des Koordinators einen erzeugen und in diesem Browser öffnen.',
  'sign_in.link_title': 'Anmeldung läuft',
  'sign_in.used': 'Dieser Link wurde schon benutzt. Jeder öffnet einen einzigen Browser.',
  'sign_in.expired': 'Dieser Link ist zu alt.',
  'sign_in.expired_session': 'Die Sitzung ist abgelaufen.',
  'sign_in.revoked': 'Die Sitzung wurde widerrufen.',
  'sign_in.unknown': 'Dieser Koordinator kennt den Link nicht. Stammt er von einem anderen, oder fehlt ein Stück?',
  'sign_in.unreachable': 'Der Koordinator hat nicht geantwortet, der Link gilt also noch.',
  'sign_in.why': 'Die Sitzung lebt nur in diesem Tab und endet nach einem Tag.',

  'failed.title': 'Der Koordinator konnte nicht starten',

  'quit.title': 'Muster beenden?',
  'quit.here': {
    one: '{count} Job läuft auf dieser Maschine und kehrt in die Warteschlange zurück.',
    other: '{count} Jobs laufen auf dieser Maschine und kehren in die Warteschlange zurück.',
  },
  'quit.elsewhere': {
    one: '{count} Job auf einem anderen Worker läuft weiter.',
    other: '{count} Jobs auf anderen Workern laufen weiter.',
  },
  'quit.nothing': 'Auf dieser Maschine läuft nichts.',
  'quit.confirm': 'Beenden',
  'quit.stay': 'Bleiben',

  'not_found.title': 'Diese Seite gibt es nicht',
  'not_found.body': '`{path}` führt nirgendwohin.',
  'not_found.action': 'Zur Übersicht',
  'nav.usage': 'Verbrauch',
} satisfies Translation
