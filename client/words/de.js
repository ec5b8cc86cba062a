// The page's texts in German. A text with a count has a form for each plural category of the language.

export default {
  // The greeting, the header and the columns.
  "welcome": "Hallo, {name}!",
  "copy link": "Link kopieren",
  "rooms": "Räume",
  "go to room": "Raum öffnen oder anlegen",
  "go": "Los",
  "people": "Personen",
  "in this room": "in diesem Raum",
  "you": "du",
  "and more": { one: "und {count} weitere Person", other: "und {count} weitere" },

  // The message list.
  "messages": "Nachrichten",
  "start of room": "Das ist der Anfang des Raums.",
  "invite": "Sag Hallo oder kopiere den Link, um andere einzuladen. Ein Konto ist nicht nötig.",
  "loading older": "Ältere Nachrichten werden geladen\u00a0…",
  "older failed": "Ältere Nachrichten konnten nicht geladen werden.",
  "load older": "Ältere Nachrichten laden",
  "loading newer": "Neuere Nachrichten werden geladen\u00a0…",
  "newer failed": "Neuere Nachrichten konnten nicht geladen werden.",
  "load newer": "Neuere Nachrichten laden",
  "today": "Heute",
  "yesterday": "Gestern",
  "unread": "Neu",
  "latest messages": "Neueste Nachrichten",
  "new messages": { one: "{count} neue Nachricht", other: "{count} neue Nachrichten" },
  "message not found": "Nachricht {seq} gibt es nicht oder nicht mehr.",

  // A message.
  "copy code": "Code kopieren",
  "show all lines": { one: "{count} Zeile zeigen", other: "Alle {count} Zeilen zeigen" },
  "show fewer lines": "Weniger Zeilen zeigen",
  "mentions you": "Erwähnt dich",
  "announced message": "{name}: {text}",
  "message actions": "Aktionen für die Nachricht",
  "edited": "bearbeitet",
  "message deleted": "Nachricht gelöscht",
  "message number": "Nachricht {seq}",
  "in reply to": "Antwort auf {message}",
  "answers you": "Antwortet dir",
  "reaction": "{count} {emoji}",
  "reaction with yours": { one: "{count} {emoji}, von dir", other: "{count} {emoji}, eines von dir" },

  // Below a message: the state of a draft that is not settled.
  "slow to send": "Dauert länger als üblich\u00a0…",
  "sent when reconnected": "Wird gesendet, sobald du wieder verbunden bist.",
  "deleted when reconnected": "Wird gelöscht, sobald du wieder verbunden bist.",
  "sending too fast": "Du sendest zu schnell. Der Rest wird automatisch gesendet.",
  "not sent": "Nicht gesendet.",
  "edit not saved": "Änderung nicht gespeichert.",
  "not deleted": "Nicht gelöscht.",
  "reaction not saved": "{emoji} nicht gespeichert.",
  "not stored": "Der Server konnte sie nicht speichern. Es wird automatisch erneut versucht.",
  "message too long": "Sie ist länger als {limit} Zeichen.",
  "message empty": "Sie enthält keinen sichtbaren Text.",
  "attempts failed": "Mehrere Versuche sind fehlgeschlagen.",
  "too late": "Es ist zu spät, die Nachricht zu ändern.",
  "message was deleted": "Die Nachricht wurde gelöscht.",
  "not yours": "Nur wer sie geschrieben hat, kann sie ändern.",
  "too many reactions": "Sie hat schon zu viele verschiedene Reaktionen.",
  "not accepted": "Der Server hat sie nicht angenommen.",
  "retry": "Erneut versuchen",
  "edit": "Bearbeiten",
  "delete": "Löschen",
  "discard": "Verwerfen",

  // The composer.
  "message": "Nachricht",
  "write a message": "Nachricht schreiben",
  "send": "Senden",
  "send as parts": { one: "Als {count} Nachricht senden", other: "Als {count} Nachrichten senden" },
  "characters left": { one: "noch {count} Zeichen", other: "noch {count} Zeichen" },
  "characters over": { one: "{count} Zeichen zu viel", other: "{count} Zeichen zu viel" },
  "unknown command": "Den Befehl {command} gibt es nicht. Sende noch einmal, um den Text als Nachricht zu schicken.",
  "misused command": "So funktioniert {command} nicht. Sende noch einmal, um den Text als Nachricht zu schicken.",

  // The name.
  "writing as": "Du schreibst als",
  "change name": "Namen ändern",
  "your name": "Dein Name",

  // Joins, leaves, renames, topics and typing.
  "joined": { one: "{names} ist beigetreten", other: "{names} sind beigetreten" },
  "left": { one: "{names} hat den Raum verlassen", other: "{names} haben den Raum verlassen" },
  "renamed": "{was} heißt jetzt {name}",
  "topic set": "{name} hat das Thema gesetzt: {topic}",
  "topic removed": "{name} hat das Thema entfernt",
  "typing": { one: "{names} schreibt\u00a0…", other: "{names} schreiben\u00a0…" },
  "others": { one: "{count} weitere Person", other: "{count} weitere" },

  // The banner about the connection.
  "reconnecting": "Verbindung wird wiederhergestellt\u00a0… {saved}",
  "offline": "Du bist offline. {saved}",
  "messages saved": "Deine Nachrichten sind gespeichert.",
  "messages not saved": "Dieser Browser kann deine Nachrichten nicht speichern. Lass diesen Tab offen, bis sie gesendet sind.",
  "blocked": "Eine Firewall oder ein Proxy blockiert die Live-Verbindung (WebSocket). Versuch es in einem anderen Netz. {saved}",
  "full": "Der Server ist gerade voll. Du wirst verbunden, sobald ein Platz frei ist.",
  "too many connections": "Zu viele Verbindungen aus deinem Netz. Dieser Tab wird verbunden, sobald ein anderer geschlossen wird.",
  "back online": "Du bist wieder online.",
  "cookies off": "Cookies sind aus, deshalb behältst du deinen Namen nur, solange diese Seite offen ist.",
  "new version": "Eine neue Version ist verfügbar.",
  "page outdated": "Diese Seite ist veraltet. Lade sie neu, um weiterzumachen.",
  "no access": "Du hast keinen Zugang zu diesem Raum.",
  "sent too much": "Die Verbindung wurde getrennt, weil du zu viel auf einmal gesendet hast. {saved}",
  "access ended": "Dein Zugang zu dieser Seite ist abgelaufen. Lade sie neu, um dich wieder anzumelden. {saved}",
  "disconnected": "Die Verbindung wurde getrennt.",
  "browser too old": "Dieser Browser ist zu alt für diesen Chat. Aktualisiere ihn oder nimm einen anderen.",
  "try now": "Jetzt versuchen",
  "reload": "Neu laden",
  "reconnect": "Neu verbinden",
  "later": "Später",
  "close": "Schließen",

  // The search for rooms, people and messages.
  "find anything": "Räume, Personen und Nachrichten finden",

  // The picker of emoji.
  "emoji": "Emoji",

  // A part of the page that is loaded when it is needed.
  "part missing": "Dieser Teil der Seite konnte nicht geladen werden. Lade die Seite neu, wenn du online bist.",

  // Settings.
  "settings": "Einstellungen",
};
