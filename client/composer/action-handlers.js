// Has a function for each button of a message: most of them make a draft, or put a text into the box.

import { messageAddress } from "../connection/address.js";
import { shownText } from "../list/pending-changes.js";

// Each function gets the data of the element around the button, and the button. `address()` returns the room's address.
export function messageActions({ store, outbox, composer, address, notice, copyBy }) {
  const draftOf = (draft) => store.state.drafts.find(({ id }) => id === draft);
  const ask = (seq) => store.apply({ type: "deleting", seq });
  const react = (seq, emoji, on) => outbox.add({ type: "react", message: Number(seq), emoji, on });
  const revise = async (draft) => {
    await composer.takeBack(draftOf(draft));
    outbox.remove(draft);
  };
  return {
    reply: ({ seq }) => notice.unlessMissing(() => composer.reply(Number(seq))),
    edit: ({ seq }) => notice.unlessMissing(() => composer.edit(Number(seq))),
    react: ({ seq }, { value, ariaPressed }) => react(seq, value, ariaPressed !== "true"),
    pick: ({ seq }, button) => notice.unlessMissing(() => pickBeside(button, (emoji) => react(seq, emoji, true))),
    copy: ({ seq }, button) => copyBy(button, shownText(store.state, Number(seq))),
    link: ({ seq }, button) => copyBy(button, messageAddress(address(), seq)),

    // Deletes only after a question below the message.
    delete: ({ seq }) => ask(Number(seq)),
    keep({ seq }, button) {
      const item = button.closest("li");
      if (item.contains(document.activeElement)) item.focus();
      if (store.state.deleting === Number(seq)) ask(null); // unless the list asks about another message by now
    },
    confirm({ seq }, button) {
      button.closest("li").focus();
      ask(null);
      outbox.add({ type: "delete", message: Number(seq) });
    },

    // For a draft that failed.
    retry: ({ draft }) => outbox.retry(draft),
    revise: ({ draft }) => notice.unlessMissing(() => revise(draft)),
    discard: ({ draft }) => (outbox.remove(draft), composer.focus()),
  };
}

async function pickBeside(button, onPick) {
  const { openPicker } = await import("../picker/picker.js");
  await openPicker(button, onPick);
}
