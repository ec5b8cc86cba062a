// Opens the dialog of claim.js, if the page was opened by a hand-over link of another device, or the person goes to such a link.

const LINK = /^#hand-over=/u; // the token follows; browsers do not send this part of an address to the server

export function connectLink({ store, socket, notice }) {
  const open = () => {
    if (LINK.test(location.hash)) notice.unlessMissing(async () => (await import("./claim.js")).openClaim({ store, socket }, takeToken()));
  };
  addEventListener("hashchange", open);
  open();
}

// Takes the token out of the address, so that no history keeps it.
function takeToken() {
  const token = location.hash.replace(LINK, "");
  history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}
