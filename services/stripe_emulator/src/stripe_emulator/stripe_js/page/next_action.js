// What an intent in requires_action asks of the shopper: the bank's page in a dialog, or in place of the shop's.

const WHOLE_WINDOW = {
  position: "fixed", inset: "0", width: "100vw", height: "100vh", "max-width": "none", "max-height": "none",
  border: "0", padding: "0", margin: "0", background: "transparent", overflow: "hidden",
};
const FILLING = { border: "0", width: "100%", height: "100%", display: "block", background: "transparent" };

async function handleNextAction(stripe, kind, intent) {
  const action = intent.status === "requires_action" ? intent.next_action : null;
  if (action?.type === "redirect_to_url") return leaveFor(action.redirect_to_url.url);
  if (action?.type !== "use_stripe_sdk") return settledResult(kind, intent);
  await challenge(action.use_stripe_sdk.stripe_js);
  const after = await stripe._controller.retrieve(kind, intent.client_secret);
  return after.error ? { error: after.error } : settledResult(kind, after);
}

// The page goes away, so nobody waits for what comes after.
function leaveFor(url) {
  window.location.assign(url);
  return new Promise(() => {});
}

// Resolves when the shopper has answered, or has closed the dialog (which the bank is told).
function challenge(url, title = "3D Secure") {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    const link = new FrameLink("three-ds-2-challenge", "__privateStripeFrame", title, { url, title }, (message) => {
      if (message.type !== "done" && message.type !== "silent") return;
      dialog.close();
      link.close();
      dialog.remove();
      resolve();
    });
    // A browser need not ask (cancel) before it closes the dialog at the shopper's wish.
    for (const wish of ["cancel", "close"]) {
      dialog.addEventListener(wish, (event) => {
        event.preventDefault();
        link.tell("close");
      });
    }
    dialog.setAttribute("aria-label", title);
    setStyle(dialog, WHOLE_WINDOW);
    setStyle(link.iframe, FILLING);
    dialog.append(link.iframe);
    document.body.append(dialog);
    dialog.showModal();
    link.iframe.focus();
  });
}
