import type { Translation } from '../catalogue'

export const shell = {
  'app.name': 'Muster',
  'app.title': '{page} · Muster',
  'app.skip': 'Aller au contenu',
  'app.sections': 'Rubriques',
  'app.opened': '{page} : page ouverte',

  'nav.menu': 'Menu',
  'nav.overview': 'Vue d’ensemble',
  'nav.jobs': 'Jobs',
  'nav.workers': 'Workers',
  'nav.environments': 'Environnements',
  'nav.schedules': 'Planifications',
  'nav.templates': 'Modèles',
  'nav.agents': 'Agents',
  'nav.audit': 'Audit',
  'nav.doctor': 'Diagnostic',
  'nav.settings': 'Réglages',

  'connection.live': 'Connecté à {machine}',
  'connection.connecting': 'Connexion',
  'connection.waiting': 'Reconnexion',
  'connection.attached': 'rattaché : il tournait déjà',
  'connection.retry': 'Essayer maintenant',
  'connection.back': 'Le coordinateur est de retour',

  'palette.title': 'Chercher ou lancer une commande',
  'palette.open': 'Chercher ou lancer une commande',
  'palette.placeholder': 'Page, action ou numéro de job',
  'palette.none': 'Aucun résultat',
  'palette.go': 'Aller à {page}',
  'palette.run_job': 'Lancer un job',
  'palette.add_worker': 'Ajouter un worker',
  'palette.open_job': 'Ouvrir {job}',
  'palette.theme': 'Thème : {theme}',

  'theme.light': 'clair',
  'theme.dark': 'sombre',
  'theme.system': 'comme le système',

  'sign_in.title': 'Ce navigateur n’est pas connecté',
  'sign_in.body': 'La console s’ouvre par un lien à usage unique. En créer un sur la machine du coordinateur et l’ouvrir dans ce navigateur.',
  'sign_in.link_title': 'Connexion en cours',
  'sign_in.used': 'Ce lien a déjà servi. Chacun ouvre un seul navigateur.',
  'sign_in.expired': 'Ce lien est trop ancien.',
  'sign_in.expired_session': 'La session est terminée.',
  'sign_in.revoked': 'La session a été révoquée.',
  'sign_in.unknown': 'Ce coordinateur ne connaît pas ce lien. Vient-il d’un autre, ou est-il incomplet ?',
  'sign_in.unreachable': 'Le coordinateur n’a pas répondu : le lien est encore valable.',
  'sign_in.why': 'La session du lien vit dans cet onglet seulement et se termine après un jour.',

  'failed.title': 'Le coordinateur n’a pas pu démarrer',

  'quit.title': 'Quitter Muster ?',
  'quit.here': {
    one: '{count} job tourne sur cette machine et retourne dans la file.',
    other: '{count} jobs tournent sur cette machine et retournent dans la file.',
  },
  'quit.elsewhere': { one: '{count} job sur un autre worker continue.', other: '{count} jobs sur d’autres workers continuent.' },
  'quit.nothing': 'Rien ne tourne sur cette machine.',
  'quit.confirm': 'Quitter',
  'quit.stay': 'Rester',

  'not_found.title': 'Cette page n’existe pas',
  'not_found.body': '`{path}` ne mène nulle part.',
  'not_found.action': 'Vers la vue d’ensemble',
} satisfies Translation
