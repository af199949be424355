// Node runs this before the checkout: calls of stripe-node to Stripe's hosts go to $CHECKOUT_HARNESS_STRIPE, by either of
// its clients (http and fetch). It stands alone and loads nothing of the checkout's.
"use strict";

const address = process.env.CHECKOUT_HARNESS_STRIPE;
const HOSTS = new Set(["api", "files", "connect", "meter-events"].map((name) => `${name}.stripe.com`));

if (address) {
  const http = require("node:http");
  const https = require("node:https");
  const there = new URL(address);

  // stripe-node writes its request once the socket is secure; this one is plain.
  const plainly = (request) => {
    request.once("socket", (socket) => socket.once("connect", () => socket.emit("secureConnect")));
    return request;
  };
  const led = (url) => new URL(`${url.pathname}${url.search}`, there);
  const send = https.request;
  https.request = function request(...given) {
    const [first, ...rest] = given;
    if (typeof first === "string" || first instanceof URL) {
      const url = new URL(first);
      return HOSTS.has(url.hostname) ? plainly(http.request(led(url), ...rest)) : send.apply(this, given);
    }
    if (!HOSTS.has(String(first.hostname || first.host).split(":")[0])) return send.apply(this, given);
    const { agent, ciphers, servername, ...options } = first;
    const place = { protocol: "http:", host: there.hostname, hostname: there.hostname, port: there.port };
    return plainly(http.request({ ...options, ...place }, ...rest));
  };
  https.get = function get(...given) {
    const request = https.request(...given);
    request.end();
    return request;
  };
  require("node:module").syncBuiltinESMExports();

  const fetched = globalThis.fetch;
  globalThis.fetch = (input, options) => {
    const url = new URL(input instanceof Request ? input.url : String(input), "http://nowhere.invalid");
    if (!HOSTS.has(url.hostname)) return fetched(input, options);
    return fetched(input instanceof Request ? new Request(led(url), input) : led(url), options);
  };
}
