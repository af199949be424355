"use strict";
// Without this script the form posts as any form does; with it a refusal leaves the card that was typed in place.
(() => {
  const form = document.getElementById("checkout");
  const refused = document.getElementById("refused");
  const pay = form.querySelector(".pay-now");
  const embedded = window.embedded || { after: (told) => told, leave: ({ redirect }) => location.assign(redirect) };

  const digits = (input, format) => input && input.addEventListener("input", () => {
    const atEnd = input.selectionStart === input.value.length;
    const text = format(input.value.replace(/\D/g, ""));
    if (atEnd && text !== input.value) input.value = text;
  });
  digits(document.getElementById("cardNumber"), (text) => (/^3[47]/.test(text)
    ? [text.slice(0, 4), text.slice(4, 10), text.slice(10, 15)]
    : text.slice(0, 19).match(/.{1,4}/g) || []).filter(Boolean).join(" "));
  const expiry = document.getElementById("cardExpiry");
  digits(expiry, (text) => (text.length > 2 ? `${text.slice(0, 2)} / ${text.slice(2, 4)}` : text));

  const same = document.getElementById("sameAddress");
  const billing = document.getElementById("billing");
  const follow = () => { billing.hidden = same.checked; };
  if (same && billing) { same.addEventListener("change", follow); follow(); }

  const show = (fields, message) => {
    for (const place of form.querySelectorAll(".wrong")) {
      const id = place.id.replace(/-error$/, "");
      const input = document.getElementById(id);
      place.textContent = fields[id] || "";
      place.hidden = !fields[id];
      if (input) input[fields[id] ? "setAttribute" : "removeAttribute"]("aria-invalid", "true");
    }
    refused.textContent = message || "";
    refused.hidden = !message;
    const first = form.querySelector("[aria-invalid=true]");
    if (first) first.focus(); else if (message) refused.scrollIntoView({ block: "nearest" });
  };

  // This page's own address, wherever it is served: beside checkout.stripe.com's pages or within js.stripe.com's.
  const address = location.pathname.replace(/\/return$/, "");
  const send = async (button) => {
    const data = new URLSearchParams(new FormData(form));
    data.set("action", button.value);
    const headers = { Accept: "application/json" };
    const answer = await fetch(address, { method: "POST", body: data, headers });
    return answer.json();
  };

  const replace = (told) => {
    if (told.summary) document.getElementById("summary").innerHTML = told.summary;
    if (told.pay) pay.textContent = told.pay;
    if (told.method !== undefined) document.getElementById("method").hidden = !told.method;
  };

  const press = async (button) => {
    const words = pay.textContent;
    if (button.value === "pay") pay.textContent = "Processing…";
    form.setAttribute("aria-busy", "true");
    pay.disabled = true;
    show({}, "");  // what was refused before says nothing of this try
    try {
      const told = await embedded.after(await send(button));
      if (told.redirect) { embedded.leave(told); return; }
      pay.textContent = words;
      replace(told);
      show(told.fields || {}, told.message);
    } catch {
      pay.textContent = words;
      show({}, "Something went wrong. Check your connection and try again.");
    }
    pay.disabled = false;
    form.removeAttribute("aria-busy");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typing = document.activeElement && document.activeElement.id === "promotionCode";
    if (!pay.disabled) press(typing ? { value: "promotion" } : event.submitter || pay);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-update]")) press({ value: "update" });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
