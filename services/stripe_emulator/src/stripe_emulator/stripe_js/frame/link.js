// The messages with the shop's page: states out, wishes in. Nothing that was typed goes this way.

const FRAME_PAGE = window.location.pathname.match(/([a-z0-9-]+)\.html$/)[1];
const HOME = window.location.href.split("/stand-in/")[0];
const hearers = {};

function tell(type, more) {
  window.parent.postMessage({ ...more, type }, "*");
}

function hear(type, hearer) {
  hearers[type] = hearer;
}

// A wish with an answer.
function answer(type, work) {
  hear(type, async (message) => tell("answer", { call: message.call, result: await work(message) }));
}

window.addEventListener("message", (event) => {
  if (event.source === window.parent) hearers[event.data.type]?.(event.data);
});
