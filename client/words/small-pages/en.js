// The texts in English of the pages without a chat, which the server writes into them (service/http/small_page_texts.py).

export default {
  // The page at an address without a room.
  "no room here": "There’s no room at this address.",
  "room address": "A room’s address is /r/ and its name: letters and digits, with hyphens between words, and not too long.",
  "open room": "Open {room}",
  "open lobby": "Go to the lobby",

  // The page that asks for the passphrase.
  "passphrase": "Passphrase",
  "enter": "Join",
  "passphrase hint": "Ask the person who invited you. You only enter it once in this browser.",
  "wrong passphrase": "Wrong passphrase. Try again.",
  "too many attempts": "Too many attempts from your network. Wait a few seconds, then try again.",
  "needs cookies": "This page needs cookies, and your browser didn’t keep one. Allow cookies here, then enter the passphrase again.",
};
