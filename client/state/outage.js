// What goes wrong between us and the server, as a part of the state: told only when it lasts. Pure.

// `trouble` is null, or what lasts: "lost", "blocked", "full", "crowded". `isBack` says that it is over.
export const untroubled = { trouble: null, isBack: false, tries: 0, answered: null, declined: "", haste: false };

export const trouble = {
  connection(state, { connection, code = null }) {
    const now = { ...state, connection, code, broken: false, typing: [] };
    if (connection !== "live") return { ...now, tries: state.tries + 1 };
    return { ...now, trouble: null, isBack: state.isBack || state.trouble !== null, tries: 0, answered: null };
  },

  lasts: (state) => (isAway(state) && state.trouble === null ? { ...state, trouble: "lost" } : state),

  // What the server says over HTTP, by the code of its answer, when the line does not come about; null if nothing.
  // That it would let us in says that something else is in the way, once a try has failed after it said so.
  answer(state, { code }) {
    if (!isAway(state)) return state;
    if (code !== WELCOME_HERE) return { ...state, trouble: FULL.get(code) ?? "lost", answered: null };
    const isBlocked = state.answered !== null && state.answered < state.tries;
    return { ...state, trouble: isBlocked ? "blocked" : state.trouble, answered: state.answered ?? state.tries };
  },

  told: (state) => ({ ...state, isBack: false }),

  // A new version is offered, never forced.
  decline: (state) => ({ ...state, declined: state.version }),
};

const WELCOME_HERE = "upgrade_required";
const FULL = new Map([["full", "full"], ["too_many", "crowded"]]);

export const isAway = ({ connection }) => connection === "connecting" || connection === "waiting";
