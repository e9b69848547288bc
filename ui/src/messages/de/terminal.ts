import type { Translation } from '../catalogue'

export const terminal = {
  'terminal.title': 'Terminal',
  'terminal.open': 'Terminal öffnen',
  'terminal.open_label': 'Terminal in {name} öffnen',
  'terminal.of': 'Terminal von {name}',
  'terminal.before':
    'Eine Shell in der Umgebung. Wer sie öffnet, kann die Secrets der Umgebung lesen; dass sie geöffnet wurde, steht im Audit-Log, und was getippt und gezeigt wird, wird nirgends aufgeschrieben.',
  'terminal.leave': 'Umschalt Escape verlässt das Terminal',
  'terminal.speak': 'Für einen Screenreader',
  'terminal.close': 'Terminal schließen',
  'terminal.again': 'Noch einmal öffnen',
  'terminal.opening': 'Wird geöffnet …',
  'terminal.broken': 'Die Verbindung ist abgebrochen; was gezeigt und getippt wird, wartet auf sie.',
  'terminal.not_running': 'Sie läuft nicht',
  'terminal.end_exited': 'Die Shell ist zu Ende.',
  'terminal.end_idle': 'Eine Viertelstunde lang wurde nichts getippt und nichts gezeigt; deshalb hat der Koordinator es beendet.',
  'terminal.end_unread': 'Eine halbe Minute lang hat es niemand gelesen; deshalb hat der Koordinator es beendet.',
  'terminal.end_closed': 'Es wurde hier geschlossen.',
  'terminal.end_revoked': 'Die Rechte dafür sind weg; deshalb hat der Koordinator es beendet.',
  'terminal.end_environment_stopped': 'Die Umgebung wurde gestoppt und die Shell mit ihr.',
  'terminal.end_stopping': 'Der Koordinator wurde beendet und die Shell mit ihm.',
  'terminal.end_moved': 'Es geht in einem anderen Fenster weiter.',
  'terminal.end_lost': 'Die Verbindung war zu lange weg; deshalb ist es zu Ende.',
} satisfies Translation
