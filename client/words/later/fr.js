// The texts in French of the parts that later.js of browser/ loads.

export default {
  // A message.
  "copy message link": "Copier le lien du message",
  "more reactions": "Autres réactions",
  "copy text": "Copier le texte",

  // The composer.
  "editing": "Modification d’un message",
  "replying": "Réponse à {name}",
  "save": "Enregistrer",
  "edit lost": "Le message a été supprimé. Votre texte est toujours dans le champ.",
  "edited meanwhile": "Le message a été modifié entre-temps.",

  // Finding messages.
  "how to search": "Recherchez des mots ou leurs premières lettres. Pour préciser, ajoutez from:Ana ou before:2026-03-01.",
  "searching": "Recherche…",
  "search unclear": "Cette recherche n’est pas possible.",
  "search offline": "Vous êtes hors ligne. La recherche reprendra dès que vous serez de nouveau en ligne.",
  "search failed": "La recherche a échoué.",
  "nothing found": "Aucun message trouvé.",
  "messages found": { one: "{count} message", many: "{count} de messages", other: "{count} messages" },
  "go to a day": "Aller à un jour",
  "no messages since": "Il n’y a aucun message à partir de ce jour.",

  // The picker of emoji.
  "choose emoji": "Choisir un emoji",
  "search emoji": "Rechercher un emoji",
  "skin tone": "Couleur de peau",
  "emoji groups": "Groupes",
  "no emoji found": "Aucun emoji trouvé.",
  "recent emoji": "Utilisés récemment",
  "found emoji": "Résultats de la recherche",
  "smileys": "Visages",
  "people and gestures": "Personnes et gestes",
  "animals and nature": "Animaux et nature",
  "food and drink": "Nourriture et boissons",
  "travel and places": "Voyages et lieux",
  "activities": "Activités",
  "objects": "Objets",
  "symbols": "Symboles",
  "flags": "Drapeaux",

  // Settings.
  "language": "Langue",
  "theme": "Thème",
  "system": "Système",
  "light": "Clair",
  "dark": "Sombre",
  "density": "Densité",
  "comfortable": "Aérée",
  "compact": "Compacte",
  "show joins": "Afficher les arrivées et les départs",
  "show typing": "Afficher qui écrit, et montrer aux autres quand j’écris",

  // Help.
  "help": "Raccourcis clavier et commandes",
  "new line": "Nouvelle ligne",
  "edit last message": "Modifier votre dernier message (si le champ est vide)",
  "choose message": "Choisir un message",
  "go back": "Revenir où vous étiez",
  "hold message": "Appui long sur un message",
  "close or go to messages": "Fermer ce qui est ouvert ou aller aux messages",
  "describe action": "Décrire ce que vous faites",
  "show help": "Afficher cette aide",
  "formatting": "Mise en forme",
  "code block": "Bloc de code",
  "mention": "Mentionner quelqu’un",
  "scroll": "Faire défiler les messages",
  "bold": "Gras",
  "italic": "Italique",
  "code": "Code",
  "quote": "Citation",
  "list": "Liste",

  // The list of rooms, and the topic.
  "room name invalid": "Le nom d’un salon doit contenir au moins une lettre ou un chiffre.",
  "room actions": "Actions pour le salon {room}",
  "unread messages": { one: "{count} message non lu", many: "{count} messages non lus", other: "{count} messages non lus" },
  "add topic": "Ajouter un sujet",
  "change topic": "Changer le sujet",
  "pin room": "Épingler",
  "unpin room": "Détacher",
  "mute room": "Mettre en sourdine",
  "unmute room": "Ne plus mettre en sourdine",
  "leave room": "Quitter",
  "topic": "Sujet du salon",
  "share room": "Partager",
  "room code": "Code QR de l’adresse de ce salon",
  "walk rooms": "Salon précédent ou suivant",
  "next unread room": "Salon suivant avec des messages non lus",

  // A first visit.
  "first visit": "Sans compte. Votre nom :",
};
