// All words of the page in English. What has a count has a form for each plural of the language.

export default {
  // The frame.
  "welcome": "Welcome, {name}!",
  "copy link": "Copy link",
  "copied": "Copied",
  "people": "People",
  "people here": "people here",
  "you": "you",
  "and more": { one: "and {count} more", other: "and {count} more" },
  "appearance": "Light or dark",
  "automatic": "As the system",
  "light": "Light",
  "dark": "Dark",

  // The list.
  "messages": "Messages",
  "beginning": "This is where the room begins.",
  "invitation": "Write the first message, or copy the link and invite somebody. No account needed.",
  "loading earlier": "Loading earlier messages…",
  "earlier failed": "Earlier messages could not be loaded.",
  "load earlier": "Load earlier messages",
  "loading later": "Loading later messages…",
  "later failed": "Later messages could not be loaded.",
  "load later": "Load later messages",
  "today": "Today",
  "yesterday": "Yesterday",
  "unread": "New",
  "latest": "Latest messages",
  "new messages": { one: "{count} new message", other: "{count} new messages" },
  "not here": "Message {seq} is not in this room, or no longer.",

  // A message.
  "copy message link": "Copy link to this message",
  "copy code": "Copy code",
  "spoken": "{name}: {text}",
  "slow": "Taking longer than usual…",
  "not sent": "Not sent.",
  "retry": "Retry",
  "delete": "Delete",

  // The box and the name.
  "message": "Message",
  "write": "Write a message",
  "send": "Send",
  "left": { one: "{count} left", other: "{count} left" },
  "too many": { one: "{count} character too many to send", other: "{count} characters too many to send" },
  "writing as": "Writing as",
  "change name": "Change your name",
  "your name": "Your name",

  // The line.
  "connecting": "Connecting…",
  "reconnecting": "Reconnecting… {kept}",
  "offline": "You are offline. {kept}",
  "kept": "Nothing you write is lost.",
  "not kept": "This browser cannot keep what you write: leave this tab open until it is sent.",
  "new version": "There is a new version of this page.",
  "not understood": "This page and the server no longer understand each other.",
  "not allowed": "You are not allowed in this room.",
  "too much": "That was too much at once, so the server hung up. {kept}",
  "ended": "The server ended the connection.",
  "try now": "Try now",
  "reload": "Reload",
  "connect again": "Connect again",

  // What stands at a message that is not settled.
  "waits": "Goes out as soon as the line is back.",
  "held": "You write faster than the room allows. What waits goes out by itself.",
  "not stored": "The server could not store it. It is tried again by itself.",
  "too long": "It is longer than the {limit} characters that fit.",
  "empty": "There is nothing in it that can be seen.",
  "ends the line": "The connection broke each time it was sent.",
  "not taken": "The server did not take it.",
  "edit": "Edit",

  // What else the box and the name have to say.
  "send parts": { one: "Send as {count} message", other: "Send as {count} messages" },
  "to mention": "People to mention",
  "mentions you": "Mentions you",
  "name too long": "This name is longer than the {limit} characters that fit.",
  "name refused": "This name cannot be had: it is kept for the server, mixes alphabets, or has something in it that cannot be seen.",
  "name too fast": "That was too fast. Try again in a moment.",

  // Who comes, goes and types.
  "joined": { one: "{names} joined", other: "{names} joined" },
  "went": { one: "{names} left", other: "{names} left" },
  "renamed": "{was} is now {name}",
  "typing": { one: "{names} is typing…", other: "{names} are typing…" },
  "others": { one: "{count} other", other: "{count} others" },

  // What else there is to say about the line.
  "blocked": "The server answers, but something between you and it blocks the live connection (WebSocket). Another network may help. {kept}",
  "full": "The server is full just now. You come in as soon as there is room.",
  "crowded": "Too many tabs are open from where you are. This one comes in when another is closed.",
  "back online": "Back online.",
  "later": "Later",

  // Settings and help.
  "settings": "Settings",
  "show moves": "Show who comes and goes",
  "show typing": "Show who is typing, and let others see when I type",
  "help": "Keyboard and commands",
  "close": "Close",
  "new line": "New line",
  "say again": "Your last message again, in an empty box",
  "mention": "Mention somebody",
  "scroll": "Scroll through the messages",
  "leave": "Close what is open, or leave the box",
  "say what you do": "Say what you do",
  "this help": "This help",
};
