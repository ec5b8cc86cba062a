// The texts in English of the parts that later.js of browser/ loads.

export default {
  // A message.
  "copy message link": "Copy link to message",
  "more reactions": "More reactions",
  "copy text": "Copy text",

  // The composer.
  "editing": "Editing a message",
  "replying": "Replying to {name}",
  "save": "Save",
  "edit lost": "The message was deleted. Your text is still in the box.",
  "edited meanwhile": "The message was changed meanwhile.",

  // Finding messages.
  "how to search": "Search for words or their first letters. To narrow it down, add from:Ana or before:2026-03-01.",
  "searching": "Searching…",
  "search unclear": "This can’t be searched for.",
  "search offline": "You’re offline. The search continues when you’re back online.",
  "search failed": "The search didn’t work.",
  "nothing found": "No messages found.",
  "messages found": { one: "{count} message", other: "{count} messages" },
  "go to a day": "Go to a day",
  "no messages since": "There are no messages on or after this day.",

  // The picker of emoji.
  "choose emoji": "Choose an emoji",
  "search emoji": "Search emoji",
  "skin tone": "Skin tone",
  "emoji groups": "Groups",
  "no emoji found": "No emoji found.",
  "recent emoji": "Recently used",
  "found emoji": "Search results",
  "smileys": "Smileys",
  "people and gestures": "People and gestures",
  "animals and nature": "Animals and nature",
  "food and drink": "Food and drink",
  "travel and places": "Travel and places",
  "activities": "Activities",
  "objects": "Objects",
  "symbols": "Symbols",
  "flags": "Flags",

  // Settings.
  "language": "Language",
  "theme": "Theme",
  "system": "System",
  "light": "Light",
  "dark": "Dark",
  "density": "Density",
  "comfortable": "Comfortable",
  "compact": "Compact",
  "show joins": "Show when people join and leave",
  "show typing": "Show who’s typing, and let others see when I’m typing",

  // Help.
  "help": "Keyboard shortcuts and commands",
  "new line": "New line",
  "edit last message": "Edit your last message (if the box is empty)",
  "choose message": "Choose a message",
  "go back": "Back to where you were",
  "hold message": "Hold a message",
  "close or go to messages": "Close what’s open, or go to the messages",
  "describe action": "Describe what you’re doing",
  "show help": "Show this help",
  "formatting": "Formatting",
  "code block": "Code block",
  "mention": "Mention someone",
  "scroll": "Scroll through messages",
  "bold": "Bold",
  "italic": "Italic",
  "code": "Code",
  "quote": "Quote",
  "list": "List",

  // The list of rooms, and the topic.
  "room name invalid": "A room’s name needs at least one letter or digit.",
  "room actions": "Actions for the room {room}",
  "unread messages": { one: "{count} unread message", other: "{count} unread messages" },
  "add topic": "Add a topic",
  "change topic": "Change the topic",
  "pin room": "Pin",
  "unpin room": "Unpin",
  "mute room": "Mute",
  "unmute room": "Unmute",
  "leave room": "Leave",
  "topic": "Topic of the room",
  "share room": "Share",
  "room code": "QR code of this room’s address",
  "walk rooms": "Previous or next room",
  "next unread room": "Next room with unread messages",

  // A first visit.
  "first visit": "No account needed. You are",
};
