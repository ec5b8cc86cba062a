// Opens the dialog for the link of another device, if the page was opened by such a link, or the person goes to one.

const LINK = /^#hand-over=/u; // the token follows; browsers do not send it with the address

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
