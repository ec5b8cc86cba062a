// Plays a soft sound: two short notes, which the browser itself makes.

const NOTES_HZ = [659.25, 880]; // E5 and A5
const APART_SECONDS = 0.12;
const SECONDS = 0.5; // in which a note fades out
const VOLUME = 0.06; // of 1

let context = null;

// Browsers play nothing before the person has clicked or typed in the page.
export function playSound() {
  if (navigator.userActivation?.hasBeenActive !== false) playNotes().catch(console.warn); // a machine may have no sound
}

async function playNotes() {
  context ??= new AudioContext();
  await context.resume();
  NOTES_HZ.forEach((frequency, index) => playNote(frequency, context.currentTime + index * APART_SECONDS));
}

function playNote(frequency, start) {
  const [note, volume] = [new OscillatorNode(context, { frequency }), new GainNode(context, { gain: VOLUME })];
  volume.gain.setValueAtTime(VOLUME, start);
  volume.gain.exponentialRampToValueAtTime(VOLUME / 1000, start + SECONDS);
  note.connect(volume).connect(context.destination);
  note.start(start);
  note.stop(start + SECONDS);
}
