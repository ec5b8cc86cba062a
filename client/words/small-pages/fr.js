// The texts in French of the pages without a chat, which the server writes into them (service/http/small_page_texts.py).

export default {
  // The page at an address without a room.
  "no room here": "Il n’y a pas de salon à cette adresse.",
  "room address": "L’adresse d’un salon est /r/ suivi de son nom\u00a0: des lettres et des chiffres, avec des traits d’union entre les mots, et pas trop long.",
  "open room": "Ouvrir {room}",
  "open lobby": "Aller au salon principal",

  // The page of another error.
  "not allowed": "Impossible d’ouvrir ceci depuis cet endroit.",
  "request failed": "Cette adresse ne peut pas être ouverte ainsi.",
  "request too large": "Votre navigateur a envoyé trop de données à la fois.",
  "too many requests": "Trop de requêtes à la fois. Patientez un instant, puis réessayez.",
  "not now": "C’est impossible pour le moment. Réessayez dans un instant.",
  "server failed": "Une erreur s’est produite sur le serveur. Réessayez.",

  // The page that asks for the passphrase.
  "passphrase": "Phrase secrète",
  "enter": "Entrer",
  "passphrase hint": "Demandez-la à la personne qui vous a invité. Vous ne la saisirez qu’une fois dans ce navigateur.",
  "wrong passphrase": "Phrase secrète incorrecte. Réessayez.",
  "too many attempts": "Trop de tentatives depuis votre réseau. Patientez quelques secondes, puis réessayez.",
  "needs cookies": "Cette page a besoin de cookies, et votre navigateur n’en a pas conservé. Autorisez les cookies ici, puis saisissez de nouveau la phrase secrète.",
};
