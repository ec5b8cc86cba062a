// The line to the server: connects, notices silence, comes back after a while, and knows when not to.

const CONNECT_MS = 10_000; // a socket that a policy or a proxy blocks may fire nothing at all
const SILENCE_MS = 45_000; // the server beats every 20 s, so two beats are missing
const LATE_MS = 25_000; // one beat is missing: reason enough for doubt when somebody comes back to the tab
const STABLE_MS = 10_000; // a line that lived shorter than this does not make the next tries quicker
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const RESTART_WAIT_MS = 2_000;
const RESTARTING = 1012;

// Full jitter, so that tabs that lost the line together do not come back together.
export function waitAfter(code, tries) {
  const most = code === RESTARTING ? RESTART_WAIT_MS : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
  return Math.random() * most;
}

// What the server may say. The page's own acts are frames as well, and not for the server to do; a later server may say more.
const DOWN = new Set(["welcome", "message", "people", "typing", "refused", "beat"]);
export const comesDown = (frame) => DOWN.has(frame?.type);

export const isFinal = (code) => code >= 4500 && code <= 4999;

export class Socket {
  #address; #heard; #changed; #refused; #dial;
  #wire = null;
  #live = false;
  #stopped = false;
  #tries = 0;
  #heardAt = 0;
  #again = 0; // timers
  #deadline = 0;
  #stable = 0;

  // `address` is asked before each try; `heard` gets each frame of the server's; `changed` each connection state and close code;
  // `refused` is called when a second try in a row ends before it begins: there may be more to it than a lost line.
  constructor({ address, heard, changed, refused, dial = (to) => new WebSocket(to) }) {
    this.#address = address;
    this.#heard = heard;
    this.#changed = changed;
    this.#refused = refused;
    this.#dial = dial;
  }

  // Says whether the frame went out on a live line.
  send(frame) {
    if (this.#live) this.#wire.send(JSON.stringify(frame));
    return this.#live;
  }

  // Also after a stop: the person asked for it.
  open() {
    this.#drop();
    this.#stopped = false;
    const wire = this.#dial(this.#address());
    wire.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    wire.onclose = ({ code }) => this.#lose(code);
    this.#wire = wire;
    this.#expectWithin(CONNECT_MS);
  }

  // The line is not to be trusted any more: drop it, and come back.
  renew() {
    this.#lose(null);
  }

  // The network changed under us, so neither a line that looks alive nor a wait means anything.
  refresh() {
    if (this.#stopped) return;
    this.#drop();
    this.#changed("waiting");
    this.open();
  }

  // Somebody looks at the tab again: no waiting now, and no trust in a line that has been too quiet.
  wake() {
    if (this.#stopped) return;
    if (this.#wire === null) this.open();
    else if (this.#live && Date.now() - this.#heardAt > LATE_MS) this.refresh();
  }

  // The page goes away; it may come back (`wake`).
  close() {
    this.#drop();
    if (!this.#stopped) this.#changed("waiting");
  }

  #hear(frame) {
    this.#heardAt = Date.now();
    this.#expectWithin(SILENCE_MS);
    if (!comesDown(frame)) return;
    this.#heard(frame);
    if (frame.type === "welcome") this.#settle();
  }

  #settle() {
    this.#live = true;
    this.#stable = setTimeout(() => (this.#tries = 0), STABLE_MS);
    this.#changed("live");
  }

  #expectWithin(milliseconds) {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.renew(), milliseconds);
  }

  #lose(code) {
    if (!this.#live && this.#tries > 0) this.#refused();
    this.#drop();
    this.#stopped = isFinal(code);
    if (!this.#stopped) this.#again = setTimeout(() => this.open(), waitAfter(code, this.#tries++));
    this.#changed(this.#stopped ? "stopped" : "waiting", code);
  }

  // Whatever the old wire still says is not heard: its last frames come again over the next one.
  #drop() {
    for (const timer of [this.#again, this.#deadline, this.#stable]) clearTimeout(timer);
    this.#live = false;
    if (this.#wire === null) return;
    this.#wire.onmessage = this.#wire.onclose = null;
    this.#wire.close();
    this.#wire = null;
  }
}
