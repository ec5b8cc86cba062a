// The texts in German of the parts that later.js of browser/ loads.

export default {
  // A message.
  "copy message link": "Link zur Nachricht kopieren",
  "more reactions": "Weitere Reaktionen",
  "copy text": "Text kopieren",

  // The composer.
  "editing": "Nachricht bearbeiten",
  "replying": "Antwort an {name}",
  "save": "Speichern",
  "edit lost": "Die Nachricht wurde gelöscht. Dein Text steht noch im Feld.",
  "edited meanwhile": "Die Nachricht wurde inzwischen geändert.",

  // Finding messages.
  "how to search": "Suche nach Wörtern oder ihren ersten Buchstaben. Mit from:Ana oder before:2026-03-01 grenzt du die Suche ein.",
  "searching": "Suche läuft…",
  "search unclear": "Danach lässt sich nicht suchen.",
  "search offline": "Du bist offline. Die Suche geht weiter, sobald du wieder online bist.",
  "search failed": "Die Suche hat nicht geklappt.",
  "nothing found": "Keine Nachrichten gefunden.",
  "messages found": { one: "{count} Nachricht", other: "{count} Nachrichten" },
  "go to a day": "Zu einem Tag gehen",
  "no messages since": "An diesem Tag und danach gibt es keine Nachrichten.",

  // The picker of emoji.
  "choose emoji": "Emoji auswählen",
  "search emoji": "Emoji suchen",
  "skin tone": "Hautton",
  "emoji groups": "Gruppen",
  "no emoji found": "Kein Emoji gefunden.",
  "recent emoji": "Zuletzt verwendet",
  "found emoji": "Suchergebnisse",
  "smileys": "Smileys",
  "people and gestures": "Menschen und Gesten",
  "animals and nature": "Tiere und Natur",
  "food and drink": "Essen und Trinken",
  "travel and places": "Reisen und Orte",
  "activities": "Aktivitäten",
  "objects": "Gegenstände",
  "symbols": "Symbole",
  "flags": "Flaggen",

  // Settings.
  "language": "Sprache",
  "theme": "Design",
  "system": "System",
  "light": "Hell",
  "dark": "Dunkel",
  "density": "Dichte",
  "comfortable": "Luftig",
  "compact": "Kompakt",
  "show joins": "Anzeigen, wer kommt und geht",
  "show typing": "Anzeigen, wer gerade schreibt, und andere sehen lassen, wenn ich schreibe",

  // Help.
  "help": "Tastenkürzel und Befehle",
  "new line": "Neue Zeile",
  "edit last message": "Deine letzte Nachricht bearbeiten (wenn das Feld leer ist)",
  "choose message": "Eine Nachricht auswählen",
  "go back": "Zurück zur vorigen Stelle",
  "hold message": "Nachricht gedrückt halten",
  "close or go to messages": "Offenes schließen oder zu den Nachrichten wechseln",
  "describe action": "Beschreiben, was du gerade tust",
  "show help": "Diese Hilfe anzeigen",
  "formatting": "Formatierung",
  "code block": "Codeblock",
  "mention": "Jemanden erwähnen",
  "scroll": "Durch die Nachrichten scrollen",
  "bold": "Fett",
  "italic": "Kursiv",
  "code": "Code",
  "quote": "Zitat",
  "list": "Liste",

  // The list of rooms, and the topic.
  "room name invalid": "Der Name eines Raums braucht mindestens einen Buchstaben oder eine Ziffer.",
  "room actions": "Aktionen für den Raum {room}",
  "unread messages": { one: "{count} ungelesene Nachricht", other: "{count} ungelesene Nachrichten" },
  "add topic": "Thema hinzufügen",
  "change topic": "Thema ändern",
  "pin room": "Anheften",
  "unpin room": "Loslösen",
  "mute room": "Stummschalten",
  "unmute room": "Stummschaltung aufheben",
  "leave room": "Verlassen",
  "topic": "Thema des Raums",
  "share room": "Teilen",
  "room code": "QR-Code mit der Adresse dieses Raums",
  "walk rooms": "Voriger oder nächster Raum",
  "next unread room": "Nächster Raum mit ungelesenen Nachrichten",

  // A first visit.
  "first visit": "Kein Konto nötig. Du bist",
};
