"use strict";
// Within a shop's page (https://docs.stripe.com/checkout/embedded/quickstart) that page stays where it is: the bank's page
// opens in a dialog, and Stripe.js is told when the shopper is done.
window.embedded = (() => {
  const address = location.pathname.replace(/\/return$/, "");
  const tell = (type, more) => parent.postMessage({ ...more, type }, "*");

  const leave = ({ redirect, stays }) => {
    if (!stays) { tell("leave", { url: redirect }); return; }
    tell("complete");
    location.replace(address);
  };

  // The bank's page as this origin serves it; `framed` makes it report instead of redirecting.
  const frameOf = (url) => {
    const home = address.slice(0, address.lastIndexOf("/c/pay/"));
    const frame = document.createElement("iframe");
    frame.name = "stripe-challenge-frame";
    frame.title = "3D Secure";
    frame.src = `${home}${url.slice(url.indexOf("/_localstack/"))}&framed=true`;
    return frame;
  };

  // Resolves when the shopper has answered, or walked away, which is a failed authentication.
  const challenge = (url) => new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    const frame = frameOf(url);
    const done = () => {
      removeEventListener("message", take);
      dialog.remove();
      resolve();
    };
    const giveUp = () => fetch(frame.src, { method: "POST", body: new URLSearchParams({ outcome: "fail" }) }).then(done, done);
    const take = (event) => {
      if (event.source !== frame.contentWindow) return;
      if (event.data.type === "three_d_secure_settled") done();
      if (event.data.type === "three_d_secure_escaped") giveUp();
    };
    addEventListener("message", take);
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); giveUp(); });
    dialog.setAttribute("aria-label", "3D Secure");
    dialog.append(frame);
    document.body.append(dialog);
    dialog.showModal();
  });

  // What the server has told, or, after a challenge, what came of it.
  const after = async (told) => {
    if (!told.challenge) return told;
    await challenge(told.redirect);
    return (await fetch(`${address}/return`, { headers: { Accept: "application/json" } })).json();
  };

  addEventListener("DOMContentLoaded", () => {
    const measure = () => tell("height", { height: document.documentElement.offsetHeight });
    new ResizeObserver(measure).observe(document.documentElement);
    tell("ready");
  });
  return { after, leave };
})();
