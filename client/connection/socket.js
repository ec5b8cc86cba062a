// The connection to the server: sends and receives frames, and reconnects when it ends or falls silent.

import { SERVER_FRAMES } from "../state/state.js";
import { socketAddress, offeredIdentity } from "./address.js";

const CONNECT_MS = 10_000; // a WebSocket that a policy or a proxy blocks may fire no event at all
const SILENCE_MS = 45_000; // the server sends a beat every 20 s, so two beats are missing
const LATE_MS = 25_000; // one beat is missing: when the person returns to the tab, this is enough to reconnect
const SLOW_MS = 3_000; // in place of LATE_MS, for a connection that is not live yet
const STABLE_MS = 10_000; // only a connection that lasted so long makes the waits between attempts short again
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const RESTART_WAIT_MS = 1_500; // short enough that with several nodes a tab is connected to another node within 2 s
const RESTARTING = 1012;
const ASKED_FROM = 3; // from this value of `#attempts` on, the server is asked over HTTP before each attempt

// The wait before the next attempt, with full jitter: tabs that were disconnected together do not reconnect together.
export function waitAfter(code, attempts) {
  const longest = code === RESTARTING ? RESTART_WAIT_MS : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts);
  return Math.random() * longest;
}

// Whether the server answers a request, also with a redirect or a refusal: 500 and above come from a proxy whose server is away.
const isServerReached = () =>
  fetch("/health", { redirect: "manual", signal: AbortSignal.timeout(CONNECT_MS) }).then(({ status }) => status < 500, () => false);

// Returns the frame as the state applies it. A later version of the server may send frames that this page does not know. Such an entry
// becomes an entry without effect, so that it does not count as lost. Any other unknown frame becomes null.
export function applicable(frame) {
  if (SERVER_FRAMES.includes(frame?.type)) return frame;
  return Number.isSafeInteger(frame?.seq) ? { type: "unknownEntry", seq: frame.seq } : null;
}

export const isFinal = (code) => code >= 4500 && code <= 4999; // with these codes the server asks the page not to reconnect

export class Socket {
  #store; #origin; #handshakeFailed; #connect; #isReached;
  #webSocket = null;
  #isLive = false;
  #isStopped = false;
  #attempts = 0; // attempts that failed and connections that ended, since the latest connection that lasted STABLE_MS
  #receivedAt = 0;
  #retryTimer = 0;
  #silenceTimer = 0;
  #stableTimer = 0;

  // `handshakeFailed` is called when an attempt ends before its welcome, because the server may refuse this browser; but not at the first
  // attempt of a page.
  constructor({ store, origin, handshakeFailed, connect = (address, offered) => new WebSocket(address, offered), isReached = isServerReached }) {
    this.#store = store;
    this.#origin = origin;
    this.#handshakeFailed = handshakeFailed;
    this.#connect = connect;
    this.#isReached = isReached;
    store.subscribe(({ hasGap }) => hasGap && this.reconnect());
  }

  // Sends the frame if there is a connection, to `data_received` of service/websocket/connection.py. Returns whether it was sent.
  send(frame) {
    if (this.#isLive) this.#webSocket.send(JSON.stringify(frame));
    return this.#isLive;
  }

  // Connects; the person may ask for this also after a final close code.
  open() {
    this.#drop();
    this.#isStopped = false;
    const { state } = this.#store;
    const webSocket = this.#connect(socketAddress(state, this.#origin), offeredIdentity(state));
    webSocket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    webSocket.onclose = ({ code }) => this.#closed(code);
    this.#webSocket = webSocket;
    this.#receivedAt = Date.now(); // nothing was received yet: `resume` measures the silence from here
    this.#expectFrameWithin(CONNECT_MS);
  }

  // Replaces a connection that no longer works, after a wait.
  reconnect() {
    this.#closed(null);
  }

  // Replaces the connection without a wait. Called when it may be dead though it looks open: the network changed, or a beat is missing.
  reconnectNow() {
    if (this.#isStopped) return;
    this.#drop();
    this.#report("waiting");
    this.open();
  }

  // The person returned to the tab, or the machine woke up: connects without a wait, and replaces a connection that missed a beat.
  resume() {
    if (this.#isStopped) return;
    if (this.#webSocket === null) this.open();
    else if (Date.now() - this.#receivedAt > (this.#isLive ? LATE_MS : SLOW_MS)) this.reconnectNow();
  }

  // The person leaves the page. If the browser restores the page later, `resume` connects again.
  close() {
    this.#drop();
    if (!this.#isStopped) this.#report("waiting");
  }

  #receive(frame) {
    this.#receivedAt = Date.now();
    this.#expectFrameWithin(SILENCE_MS);
    const known = applicable(frame);
    if (known === null) return;
    this.#store.apply(known);
    if (known.type === "welcome") this.#welcomed();
  }

  #welcomed() {
    this.#isLive = true;
    this.#stableTimer = setTimeout(() => (this.#attempts = 0), STABLE_MS);
    this.#report("live");
  }

  #expectFrameWithin(milliseconds) {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.reconnect(), milliseconds);
  }

  #closed(code) {
    if (!this.#isLive && this.#attempts > 0) this.#handshakeFailed();
    this.#drop();
    this.#isStopped = isFinal(code);
    if (!this.#isStopped) this.#retryTimer = setTimeout(() => this.#retry(), waitAfter(code, this.#attempts++));
    this.#report(this.#isStopped ? "stopped" : "waiting", code);
  }

  // After failed attempts Firefox delays the next WebSocket by up to a minute, but no HTTP request. So from ASKED_FROM attempts on a
  // WebSocket is opened only once the server has answered a request.
  async #retry() {
    const timer = this.#retryTimer;
    const isReached = this.#attempts < ASKED_FROM || (await this.#isReached());
    if (timer !== this.#retryTimer) return; // another attempt has begun meanwhile
    if (isReached) this.open();
    else this.#closed(null);
  }

  #report(connection, code) {
    this.#store.apply({ type: "connection", connection, code });
  }

  // Closes the WebSocket, and ignores frames that still arrive on it: the next connection receives their entries again.
  #drop() {
    for (const timer of [this.#retryTimer, this.#silenceTimer, this.#stableTimer]) clearTimeout(timer);
    this.#retryTimer = 0;
    this.#isLive = false;
    if (this.#webSocket === null) return;
    this.#webSocket.onmessage = this.#webSocket.onclose = null;
    this.#webSocket.close();
    this.#webSocket = null;
  }
}
