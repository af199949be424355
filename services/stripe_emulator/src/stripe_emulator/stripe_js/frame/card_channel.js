// Frames of one origin among themselves: the card goes from the card frames to the controller, past the shop's page.

const GATHER_MS = 5000;
const UNREACHED = {
  type: "api_connection_error", message: "A card frame did not answer: is the Element still mounted?",
};
let channel = null;

function openChannel(name) {
  channel = new BroadcastChannel(name);
}

// A card frame answers when it is asked by its id.
function answerWith(id, read) {
  channel.addEventListener("message", ({ data }) => {
    if (data.ask && data.frames.includes(id)) {
      channel.postMessage({ to: data.ask, frame: id, read: read(data.frames[0] === id) });
    }
  });
}

// The controller asks: {values} of all of them as one card, or the first frame's {error}.
function gather(frames) {
  return new Promise((resolve) => {
    const ask = `${Math.random()}`;
    const found = new Map();
    const done = (result) => {
      window.clearTimeout(late);
      channel.removeEventListener("message", take);
      resolve(result);
    };
    const take = ({ data }) => {
      if (data.to !== ask) return;
      found.set(data.frame, data.read);
      if (found.size === frames.length) done(together(frames.map((id) => found.get(id))));
    };
    const late = window.setTimeout(() => done({ error: UNREACHED }), GATHER_MS);
    channel.addEventListener("message", take);
    channel.postMessage({ ask, frames });
  });
}

function together(reads) {
  const wrong = reads.find((read) => read.error);
  return wrong ? { error: wrong.error } : { values: Object.assign({}, ...reads.map((read) => read.values)) };
}

// The number's frame tells the security code's frame the brand, nothing else; a late one asks for it.
function tellBrand(group, brand) {
  channel.postMessage({ group, brand });
}

function hearBrand(group, take) {
  channel.addEventListener("message", ({ data }) => {
    if (data.group === group && data.brand) take(BRANDS.find((one) => one.brand === data.brand) || UNKNOWN);
  });
  channel.postMessage({ group, wanted: true });
}

function brandWanted(group, tellIt) {
  channel.addEventListener("message", ({ data }) => {
    if (data.group === group && data.wanted) tellIt();
  });
}
