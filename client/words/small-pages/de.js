// The texts in German of the pages without a chat, which the server writes into them (service/http/small_page_texts.py).

export default {
  // The page at an address without a room.
  "no room here": "Unter dieser Adresse gibt es keinen Raum.",
  "room address": "Die Adresse eines Raums ist /r/ und sein Name: Buchstaben und Ziffern, mit Bindestrichen zwischen den Wörtern und nicht zu lang.",
  "open room": "{room} öffnen",
  "open lobby": "Zur Lobby",

  // The page of another error.
  "not allowed": "Das lässt sich von hier aus nicht öffnen.",
  "request failed": "Diese Adresse lässt sich so nicht öffnen.",
  "request too large": "Dein Browser hat zu viel auf einmal gesendet.",
  "too many requests": "Zu viele Anfragen auf einmal. Warte kurz und versuche es dann noch einmal.",
  "not now": "Das geht gerade nicht. Versuche es gleich noch einmal.",
  "server failed": "Auf dem Server ist etwas schiefgegangen. Versuche es noch einmal.",

  // The page that asks for the passphrase.
  "passphrase": "Passphrase",
  "enter": "Beitreten",
  "passphrase hint": "Frag die Person, die dich eingeladen hat. Du gibst sie in diesem Browser nur einmal ein.",
  "wrong passphrase": "Falsche Passphrase. Versuche es noch einmal.",
  "too many attempts": "Zu viele Versuche aus deinem Netz. Warte einige Sekunden und versuche es dann noch einmal.",
  "needs cookies": "Diese Seite braucht Cookies, und dein Browser hat keinen behalten. Erlaube hier Cookies und gib die Passphrase dann noch einmal ein.",
};
