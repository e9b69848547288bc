import type { Translation } from '../catalogue'

export const past = {
  'past.title': 'Wie er war',
  'past.window': 'Zeigen',
  'past.day': '24 h',
  'past.week': '7 Tage',
  'past.now': 'jetzt',
  'past.from': 'Begann',
  'past.for': 'Dauer',
  'past.evidence': 'Woran das zu erkennen war',
  'past.nothing': 'Noch ist nichts bekannt. Ab jetzt wird jede Änderung 30 Tage lang aufgehoben.',
  'past.more': { one: '{count} weitere zeigen', other: '{count} weitere zeigen' },

  'release.short': 'Jobs verlegen',
  'release.label': 'Jobs von {worker} verlegen',
  'release.none': 'Er hat keine Jobs',
  'release.title': { one: '{count} Job von {worker} verlegen?', other: '{count} Jobs von {worker} verlegen?' },
  'release.asked': {
    one: '{count} Job endet dort zuerst und geht an einen anderen Worker. Er ist nicht fehlgeschlagen, und nichts läuft doppelt.',
    other: '{count} Jobs enden dort zuerst und gehen an andere Worker. Keiner davon ist fehlgeschlagen, und nichts läuft doppelt.',
  },
  'release.lost': {
    one: '{worker} kann gerade nicht gefragt werden. Deshalb gilt {count} Job dort als verloren und geht gleich an einen anderen Worker. Bis {worker} davon erfährt, kann er doppelt laufen.',
    other: '{worker} kann gerade nicht gefragt werden. Deshalb gelten {count} Jobs dort als verloren und gehen gleich an andere Worker. Bis {worker} davon erfährt, können sie doppelt laufen.',
  },
  'release.paused': '{worker} bekommt nichts Neues, bis ihn jemand fortsetzt oder die Pause endet, die er schon hat.',
  'release.confirm': { one: '{count} Job verlegen', other: '{count} Jobs verlegen' },
  'release.done_asked': { one: '{worker} gibt {count} Job zurück', other: '{worker} gibt {count} Jobs zurück' },
  'release.done_lost': { one: '{count} Job von {worker} geht woandershin', other: '{count} Jobs von {worker} gehen woandershin' },
  'release.done_none': '{worker} hatte keine Jobs mehr und ist angehalten',

  'waited.needs': 'auf Jobs, die er braucht',
  'waited.held': 'weil er zurückgehalten wurde',
  'waited.retry': 'auf den nächsten Versuch',
  'waited.paused': 'weil die Warteschlange angehalten war',
  'waited.turn': 'bis er an der Reihe war',
  'waited.slot': 'auf einen freien Platz',
  'waited.owner': 'auf einen Platz, den der Eigentümer erlaubt',
  'waited.worker': 'auf einen Worker, der Jobs nimmt',
  'waited.fit': 'auf einen passenden Worker',
  'waited.one': '{span} {what}',
  'waited.then': 'dann {wait}',
} satisfies Translation
