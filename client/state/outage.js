// Why there is no connection, as a part of the state: an outage is reported only when it lasts. Pure.

// `outage` is null, or the reason of an outage that lasts: "lost", "blocked", "full", "crowded".
export const noOutage = {
  outage: null,
  isRestored: false, // an outage that was reported is over, and this is not yet reported
  attempts: 0, // to connect, that failed in a row
  reachableAt: null, // the attempt after which the server first answered over HTTP that it accepts us
  declinedVersion: "",
  isThrottled: false, // a draft of ours came too fast
};

const ACCEPTED = "upgrade_required"; // the server accepts us, and only expects a WebSocket handshake
const REASONS = new Map([["full", "full"], ["too_many", "crowded"]]);

export const outage = {
  connection(state, { connection, code = null }) {
    const next = { ...state, connection, code, hasGap: false, typing: [] };
    if (connection !== "live") return { ...next, attempts: state.attempts + 1 };
    return { ...next, outage: null, isRestored: state.isRestored || state.outage !== null, attempts: 0, reachableAt: null };
  },

  outageLasts: (state) => (isConnecting(state) && state.outage === null ? { ...state, outage: "lost" } : state),

  // The code the server answered to a plain HTTP request; null if it gave none. If it accepts us and another attempt
  // fails after that, something between us and the server blocks WebSockets.
  diagnosis(state, { code }) {
    if (!isConnecting(state)) return state;
    if (code !== ACCEPTED) return { ...state, outage: REASONS.get(code) ?? "lost", reachableAt: null };
    const isBlocked = state.reachableAt !== null && state.reachableAt < state.attempts;
    return { ...state, outage: isBlocked ? "blocked" : state.outage, reachableAt: state.reachableAt ?? state.attempts };
  },

  restoredReported: (state) => ({ ...state, isRestored: false }),

  // A new version is offered, never forced: a reload would interrupt the person.
  declineVersion: (state) => ({ ...state, declinedVersion: state.version }),
};

export const isConnecting = ({ connection }) => connection === "connecting" || connection === "waiting";
