// The texts in English of the pages without a chat, which the server writes into them (service/http/small_page_texts.py).

export default {
  // The page at an address without a room.
  "no room here": "There’s no room at this address.",
  "room address": "A room’s address is /r/ and its name: letters and digits, with hyphens between words, and not too long.",
  "open room": "Open {room}",
  "open lobby": "Go to the lobby",

  // The page of another error.
  "not allowed": "This can’t be opened from here.",
  "request failed": "This address can’t be opened like this.",
  "request too large": "Your browser sent too much at once.",
  "too many requests": "Too many requests at once. Wait a moment, then try again.",
  "not now": "This doesn’t work right now. Try again in a moment.",
  "server failed": "Something went wrong on the server. Try again.",

  // The page that asks for the passphrase.
  "passphrase": "Passphrase",
  "enter": "Join",
  "passphrase hint": "Ask the person who invited you. You only enter it once in this browser.",
  "wrong passphrase": "Wrong passphrase. Try again.",
  "too many attempts": "Too many attempts from your network. Wait a few seconds, then try again.",
  "needs cookies": "This page needs cookies, and your browser didn’t keep one. Allow cookies here, then enter the passphrase again.",
};
