// One frame of the stand-in and the messages with it. They carry states and answers, never what was typed.

const SILENCE_MS = 15000;
let frames = 0;

class FrameLink {
  // `told` is what the frame needs to know first; `take` gets its messages.
  constructor(page, name, title, told, take) {
    this.id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}-${++frames}`;
    this.iframe = iframeOf(page, `${name}${frames}`, title);
    this._told = told;
    this._take = take;
    this._asked = new Map();
    this._early = [];
    this._spoken = false;
    this._listener = (event) => {
      if (event.source && event.source === this.iframe.contentWindow && event.origin === HOME_ORIGIN) {
        this._hear(event.data);
      }
    };
    window.addEventListener("message", this._listener);
    this._silence = window.setTimeout(() => this._giveUp(), SILENCE_MS);
  }

  tell(type, more) {
    const message = { ...more, type };
    if (this._spoken) this.iframe.contentWindow?.postMessage(message, HOME_ORIGIN);
    else this._early.push(message);
  }

  ask(type, more) {
    return new Promise((resolve) => {
      const call = ++frames;
      this._asked.set(call, resolve);
      this.tell(type, { ...more, call });
    });
  }

  close() {
    window.clearTimeout(this._silence);
    window.removeEventListener("message", this._listener);
    this.iframe.remove();
  }

  _hear(message) {
    if (message.type === "hello") this._greet();
    else if (message.type === "answer") this._settle(message.call, message.result);
    else this._take(message);
  }

  _greet() {
    window.clearTimeout(this._silence);
    this._spoken = true;
    this.tell("init", { ...this._told, id: this.id });
    for (const message of this._early.splice(0)) this.tell(message.type, message);
  }

  _settle(call, result) {
    this._asked.get(call)?.(result);
    this._asked.delete(call);
  }

  _giveUp() {
    const message =
      `${this.iframe.src} did not answer within ${SILENCE_MS / 1000} s. A test that routes https://js.stripe.com ` +
      "must forward every path of it to the emulator, and the page's Content-Security-Policy must allow the frame.";
    const error = { type: "api_connection_error", message };
    for (const call of [...this._asked.keys()]) this._settle(call, { error });
    this._take({ type: "silent", error });
  }
}

function iframeOf(page, name, title) {
  const iframe = document.createElement("iframe");
  iframe.name = name;
  iframe.title = title;
  iframe.allow = "payment *";
  iframe.setAttribute("frameborder", "0");
  iframe.setAttribute("scrolling", "no");
  iframe.src = `${HOME}/stand-in/${page}.html`;
  return iframe;
}

function setStyle(node, style) {
  for (const [name, value] of Object.entries(style)) node.style.setProperty(name, value, "important");
}
