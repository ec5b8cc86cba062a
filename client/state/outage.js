// The part of the state about interrupted connections: the reason of an outage, and what the page shows about it. Pure.

// `outage` is the reason shown to the person: "lost" (no connection), "blocked" (something blocks WebSockets), "full" (the server is
// full), "crowded" (too many connections from this network) or "refused" (a gateway, or the passphrase). It is null while connected,
// and at the beginning of an interruption, because a short interruption is not shown.
export const noOutage = {
  outage: null,
  isRestored: false, // an outage that was shown has ended; true for the seconds in which the page says so
  attempts: 0, // connections that ended and attempts that failed, since the connection was last live
  reachableAt: null, // the value of `attempts` when the server first answered over HTTP that it accepts this tab
  declinedVersion: "", // the version of the server for which the person chose "Later"
  hasCookieNotice: false, // the page says that cookies are off, until the person closes the notice, or the connection ends
  isThrottled: false, // the server refused a draft as sent too fast, and drafts are still pending
};

const ACCEPTED = "upgrade_required"; // the server would accept a WebSocket handshake
const REASONS = new Map([["full", "full"], ["too_many", "crowded"], ["refused", "refused"]]);

export const outage = {
  connection(state, { connection, code = null }) {
    const next = { ...state, connection, code, hasGap: false, typing: [] };
    if (connection !== "live") return { ...next, attempts: state.attempts + 1, hasCookieNotice: false };
    return { ...next, outage: null, isRestored: state.isRestored || state.outage !== null, attempts: 0, reachableAt: null };
  },

  outageLasts: (state) => (isConnecting(state) && state.outage === null ? { ...state, outage: "lost" } : state),

  // `code` is the server's answer to a plain HTTP request, or null if there was no answer. If the server would accept a
  // WebSocket and the next attempt fails too, something between the browser and the server blocks WebSockets.
  diagnosis(state, { code }) {
    if (!isConnecting(state)) return state;
    if (code !== ACCEPTED) return { ...state, outage: REASONS.get(code) ?? "lost", reachableAt: null };
    const isBlocked = state.reachableAt !== null && state.reachableAt < state.attempts;
    return { ...state, outage: isBlocked ? "blocked" : state.outage, reachableAt: state.reachableAt ?? state.attempts };
  },

  restoredReported: (state) => ({ ...state, isRestored: false }),

  // The person chose "Later" for the version that the server has. The page never reloads for a new version by itself, because that would
  // interrupt the person.
  declineVersion: (state) => ({ ...state, declinedVersion: state.version }),

  cookieNoticeRead: (state) => ({ ...state, hasCookieNotice: false }),
};

export const isConnecting = ({ connection }) => connection === "connecting" || connection === "waiting";

// Whether the page has nothing of the room yet, neither from the server nor from a copy, and the first attempt to connect has failed
// or takes long.
export const isUnreached = ({ epoch, connection, outage }) => epoch === null && (connection === "waiting" || outage !== null);
