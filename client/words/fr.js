// The page's texts in French. A text with a count has a form for each plural category of the language.

export default {
  // The greeting, the header and the columns.
  "welcome": "Bonjour {name}\u202f!",
  "copy link": "Copier le lien",
  "rooms": "Salons",
  "go to room": "Ouvrir ou créer un salon",
  "go": "Aller",
  "people": "Personnes",
  "in this room": "dans ce salon",
  "you": "vous",
  "and more": { one: "et {count} autre", many: "et {count} d’autres", other: "et {count} autres" },

  // The message list.
  "messages": "Messages",
  "start of room": "C’est le début du salon.",
  "invite": "Dites bonjour, ou copiez le lien pour inviter d’autres personnes. Aucun compte n’est nécessaire.",
  "loading older": "Chargement des messages plus anciens…",
  "older failed": "Impossible de charger les messages plus anciens.",
  "load older": "Charger les messages plus anciens",
  "loading newer": "Chargement des messages plus récents…",
  "newer failed": "Impossible de charger les messages plus récents.",
  "load newer": "Charger les messages plus récents",
  "today": "Aujourd’hui",
  "yesterday": "Hier",
  "unread": "Nouveaux",
  "latest messages": "Derniers messages",
  "new messages": { one: "{count} nouveau message", many: "{count} de nouveaux messages", other: "{count} nouveaux messages" },
  "message not found": "Le message {seq} n’existe pas ou a été supprimé.",

  // A message.
  "copy code": "Copier le code",
  "show all lines": { one: "Afficher {count} ligne", many: "Afficher les {count} lignes", other: "Afficher les {count} lignes" },
  "show fewer lines": "Afficher moins de lignes",
  "mentions you": "Vous mentionne",
  "announced message": "{name}\u00a0: {text}",
  "message actions": "Actions pour le message",
  "edited": "modifié",
  "message deleted": "Message supprimé",
  "message number": "Message {seq}",
  "in reply to": "En réponse à {message}",
  "answers you": "Vous répond",
  "reaction": "{count} {emoji}",
  "reaction with yours": { one: "{count} {emoji}, la vôtre", many: "{count} {emoji}, dont la vôtre", other: "{count} {emoji}, dont la vôtre" },

  // Below a message: the state of a draft that is not settled.
  "slow to send": "L’envoi prend plus de temps que d’habitude…",
  "sent when reconnected": "Sera envoyé une fois la connexion rétablie.",
  "deleted when reconnected": "Sera supprimé une fois la connexion rétablie.",
  "sending too fast": "Vous envoyez des messages trop vite. Le reste sera envoyé automatiquement.",
  "not sent": "Non envoyé.",
  "edit not saved": "Modification non enregistrée.",
  "not deleted": "Non supprimé.",
  "reaction not saved": "{emoji} non enregistré.",
  "not stored": "Le serveur n’a pas pu l’enregistrer. Nouvel essai automatique.",
  "message too long": "Il dépasse {limit} caractères.",
  "message empty": "Il ne contient aucun texte visible.",
  "attempts failed": "Plusieurs tentatives ont échoué.",
  "too late": "Il est trop tard pour modifier le message.",
  "message was deleted": "Le message a été supprimé.",
  "not yours": "Seul son auteur peut le modifier.",
  "too many reactions": "Il a déjà trop de réactions différentes.",
  "not accepted": "Le serveur ne l’a pas accepté.",
  "retry": "Réessayer",
  "edit": "Modifier",
  "delete": "Supprimer",
  "discard": "Abandonner",

  // The composer.
  "message": "Message",
  "write a message": "Écrire un message",
  "send": "Envoyer",
  "send as parts": { one: "Envoyer en {count} message", many: "Envoyer en {count} de messages", other: "Envoyer en {count} messages" },
  "characters left": { one: "{count} caractère restant", many: "{count} de caractères restants", other: "{count} caractères restants" },
  "characters over": { one: "{count} caractère en trop", many: "{count} de caractères en trop", other: "{count} caractères en trop" },
  "unknown command": "La commande {command} n’existe pas. Pour publier ce texte comme message, envoyez-le à nouveau.",
  "misused command": "{command} ne s’utilise pas ainsi. Pour publier ce texte comme message, envoyez-le à nouveau.",

  // The name.
  "writing as": "Vous écrivez en tant que",
  "change name": "Changer de nom",
  "your name": "Votre nom",

  // Joins, leaves, renames, topics and typing.
  "joined": { one: "{names} a rejoint le salon", many: "{names} ont rejoint le salon", other: "{names} ont rejoint le salon" },
  "left": { one: "{names} a quitté le salon", many: "{names} ont quitté le salon", other: "{names} ont quitté le salon" },
  "renamed": "{was} s’appelle maintenant {name}",
  "topic set": "{name} a défini le sujet : {topic}",
  "topic removed": "{name} a retiré le sujet",
  "typing": { one: "{names} écrit…", many: "{names} écrivent…", other: "{names} écrivent…" },
  "others": { one: "{count} autre personne", many: "{count} d’autres personnes", other: "{count} autres personnes" },

  // The banner about the connection.
  "reconnecting": "Reconnexion… {saved}",
  "offline": "Vous êtes hors ligne. {saved}",
  "messages saved": "Vos messages sont enregistrés.",
  "messages not saved": "Ce navigateur ne peut pas enregistrer vos messages. Gardez cet onglet ouvert jusqu’à leur envoi.",
  "blocked": "Un pare-feu ou un proxy bloque la connexion en direct (WebSocket). Essayez un autre réseau. {saved}",
  "full": "Le serveur est plein pour le moment. La connexion se fera dès qu’une place sera libre.",
  "too many connections": "Trop de connexions depuis votre réseau. Cet onglet se connectera dès qu’un autre sera fermé.",
  "back online": "Connexion rétablie.",
  "cookies off": "Les cookies sont désactivés : vous ne garderez votre nom que tant que cette page reste ouverte.",
  "new version": "Une nouvelle version est disponible.",
  "page outdated": "Cette page n’est plus à jour. Rechargez-la pour continuer.",
  "no access": "Vous n’avez pas accès à ce salon.",
  "sent too much": "La connexion a été coupée, car vous avez envoyé trop de données à la fois. {saved}",
  "access ended": "Votre accès à cette page a expiré. Rechargez-la pour vous reconnecter. {saved}",
  "disconnected": "La connexion a été coupée.",
  "browser too old": "Ce navigateur est trop ancien pour ce chat. Mettez-le à jour ou utilisez-en un autre.",
  "try now": "Réessayer",
  "reload": "Recharger",
  "reconnect": "Se reconnecter",
  "later": "Plus tard",
  "close": "Fermer",

  // The search for rooms, people and messages.
  "find anything": "Rechercher salons, personnes et messages",

  // The picker of emoji.
  "emoji": "Emoji",

  // A part of the page that is loaded when it is needed.
  "part missing": "Cette partie de la page n’a pas pu être chargée. Rechargez la page une fois en ligne.",

  // Settings.
  "settings": "Paramètres",
};
