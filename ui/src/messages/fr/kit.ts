import type { Translation } from '../catalogue'

export const kit = {
  'kit.cancel': 'Annuler',
  'kit.close': 'Fermer',
  'kit.copy': 'Copier',
  'kit.copied': 'Copié',
  'kit.copy_failed': 'Presse-papiers inaccessible ; sélectionner le texte et le copier',
  'kit.retry': 'Réessayer',
  'kit.dismiss': 'Masquer',
  'kit.notifications': 'Notifications',
  'kit.loading': 'Chargement',
  'kit.same_on_command_line': 'La même chose en ligne de commande',
  'kit.optional': 'facultatif',
  'kit.missing': 'À remplir',

  'time.now': 'maintenant',
  'time.ago': 'il y a {span}',
  'time.in': 'dans {span}',
  'time.days': { one: '{count} j', other: '{count} j' },
  'time.days_ago': { one: 'il y a {count} j', other: 'il y a {count} j' },
  'time.in_days': { one: 'dans {count} j', other: 'dans {count} j' },

  'error.unreachable': 'Le coordinateur ne répond pas',
  'error.unreachable_detail': 'Il démarre peut-être, ou la connexion est coupée.',
  'error.unexpected': 'Un problème est survenu dans la console',
  'error.unexpected_detail': 'Le coordinateur et ses jobs continuent. Recharger la console ; si cela se reproduit, le signaler :',
  'error.reload': 'Recharger',
  'error.stale': 'Ce qui est affiché n’est peut-être plus à jour.',
  'error.next_try': 'Nouvel essai dans {seconds} s.',
  'error.trying': 'Nouvel essai en cours.',
  'error.hint': 'Conseil',
  'error.request': 'Requête {id}',

  'obstacle.read_only': 'Ce jeton ne permet que de lire',
  'obstacle.wrong_state': 'Le job est déjà terminé',
  'obstacle.already_asked': 'L’annulation est demandée ; le worker ne l’a pas encore confirmée',
} satisfies Translation
