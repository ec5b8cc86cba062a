// The page's texts in English. A text with a count has a form for each plural category of the language.

export default {
  // The greeting, the header and the columns.
  "welcome": "Welcome, {name}!",
  "copy link": "Copy link",
  "rooms": "Rooms",
  "go to room": "Go to or make a room",
  "go": "Go",
  "people": "People",
  "in this room": "in this room",
  "you": "you",
  "and more": { one: "and {count} more", other: "and {count} more" },

  // The message list.
  "messages": "Messages",
  "start of room": "This is the start of the room.",
  "invite": "Say hello, or copy the link to invite others. No account needed.",
  "loading older": "Loading older messages…",
  "older failed": "Couldn’t load older messages.",
  "load older": "Load older messages",
  "loading newer": "Loading newer messages…",
  "newer failed": "Couldn’t load newer messages.",
  "load newer": "Load newer messages",
  "today": "Today",
  "yesterday": "Yesterday",
  "unread": "New",
  "latest messages": "Latest messages",
  "new messages": { one: "{count} new message", other: "{count} new messages" },
  "message not found": "Message {seq} doesn’t exist or was removed.",

  // A message.
  "copy code": "Copy code",
  "show all lines": { one: "Show {count} line", other: "Show all {count} lines" },
  "show fewer lines": "Show fewer lines",
  "mentions you": "Mentions you",
  "announced message": "{name}: {text}",
  "message actions": "Message actions",
  "edited": "edited",
  "message deleted": "Message deleted",
  "message number": "Message {seq}",
  "in reply to": "In reply to {message}",
  "answers you": "Replies to you",
  "reaction": "{count} {emoji}",
  "reaction with yours": { one: "{count} {emoji}, yours", other: "{count} {emoji}, one is yours" },

  // Below a message: the state of a draft that is not settled.
  "slow to send": "Taking longer than usual…",
  "sent when reconnected": "Will be sent when you’re reconnected.",
  "deleted when reconnected": "Will be deleted when you’re reconnected.",
  "sending too fast": "You’re sending messages too fast. The rest will be sent automatically.",
  "not sent": "Not sent.",
  "edit not saved": "Edit not saved.",
  "not deleted": "Not deleted.",
  "reaction not saved": "{emoji} not saved.",
  "not stored": "The server couldn’t save it. Trying again automatically.",
  "message too long": "It’s longer than {limit} characters.",
  "message empty": "It has no visible text.",
  "attempts failed": "Several attempts failed.",
  "too late": "It’s too late to change the message.",
  "message was deleted": "The message was deleted.",
  "not yours": "Only its author can change it.",
  "too many reactions": "It already has too many different reactions.",
  "not accepted": "The server didn’t accept it.",
  "retry": "Retry",
  "edit": "Edit",
  "delete": "Delete",
  "discard": "Discard",

  // The composer.
  "message": "Message",
  "write a message": "Write a message",
  "send": "Send",
  "send as parts": { one: "Send as {count} message", other: "Send as {count} messages" },
  "characters left": { one: "{count} character left", other: "{count} characters left" },
  "characters over": { one: "{count} character over the limit", other: "{count} characters over the limit" },
  "unknown command": "There’s no command {command}. To post it as a message, send it again.",
  "misused command": "{command} can’t be used like this. To post it as a message, send it again.",

  // The name.
  "writing as": "Writing as",
  "change name": "Change your name",
  "your name": "Your name",

  // Joins, leaves, renames, topics and typing.
  "joined": { one: "{names} joined", other: "{names} joined" },
  "left": { one: "{names} left", other: "{names} left" },
  "renamed": "{was} is now {name}",
  "topic set": "{name} set the topic: {topic}",
  "topic removed": "{name} removed the topic",
  "typing": { one: "{names} is typing…", other: "{names} are typing…" },
  "others": { one: "{count} other", other: "{count} others" },

  // The banner about the connection.
  "reconnecting": "Reconnecting… {saved}",
  "offline": "You’re offline. {saved}",
  "messages saved": "Your messages are saved.",
  "messages not saved": "This browser can’t save your messages. Keep this tab open until they’re sent.",
  "blocked": "A firewall or proxy is blocking the live connection (WebSocket). Try another network. {saved}",
  "full": "The server is full right now. You’ll be connected as soon as there’s space.",
  "too many connections": "Too many connections from your network. This tab will connect when another one closes.",
  "back online": "You’re back online.",
  "cookies off": "Cookies are off, so you’ll keep your name only as long as this page is open.",
  "new version": "A new version is available.",
  "page outdated": "This page is out of date. Reload it to continue.",
  "no access": "You don’t have access to this room.",
  "sent too much": "You were disconnected because you sent too much at once. {saved}",
  "access ended": "Your access to this page has ended. Reload it to sign in again. {saved}",
  "disconnected": "You were disconnected.",
  "browser too old": "This browser is too old for this chat. Update it, or use another one.",
  "try now": "Try now",
  "reload": "Reload",
  "reconnect": "Reconnect",
  "later": "Later",
  "close": "Close",

  // The search for rooms, people and messages.
  "find anything": "Find rooms, people and messages",

  // The picker of emoji.
  "emoji": "Emoji",

  // A part of the page that is loaded when it is needed.
  "part missing": "This part of the page couldn’t be loaded. Reload the page when you’re online.",

  // Settings.
  "settings": "Settings",
};
