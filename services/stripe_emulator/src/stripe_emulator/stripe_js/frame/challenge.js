// The dialog with the bank's page in it.

const CHALLENGE_PATH = /\/_localstack\/stripe\/(three_d_secure|bank_account)\//;
const CLOSE_SIGN = "\u00d7";

function startChallenge({ url, title }) {
  const page = framedUrl(url);
  const sheet = document.createElement("main");
  sheet.className = "sheet";
  const close = Object.assign(document.createElement("button"), { className: "close", textContent: CLOSE_SIGN });
  close.type = "button";
  close.setAttribute("aria-label", "Close");
  const named = { id: "challengeFrame", name: "stripe-challenge-frame", title };
  const inner = Object.assign(document.createElement("iframe"), { ...named, src: page });
  sheet.append(close, inner);
  document.body.className = "challenge";
  document.body.append(sheet);

  let answered = false;
  const done = () => { answered = true; tell("done"); };
  // Walking away is a failed authentication at Stripe too: the bank's page is told before the shop is.
  const giveUp = async () => {
    if (answered) return;
    answered = true;
    await fetch(page, { method: "POST", body: new URLSearchParams({ outcome: "fail" }) }).catch(() => {});
    tell("done");
  };
  window.addEventListener("message", (event) => {
    if (event.source !== inner.contentWindow || answered) return;
    if (event.data.type === "three_d_secure_settled") done();
    if (event.data.type === "three_d_secure_escaped") giveUp();
  });
  close.addEventListener("click", giveUp);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") giveUp(); });
  inner.addEventListener("load", () => inner.contentWindow?.focus(), { once: true });
  hear("close", giveUp);
}

// The challenge page as this origin serves it; `framed` makes it report instead of redirecting.
function framedUrl(url) {
  const at = url.search(CHALLENGE_PATH);
  const here = new URL(at < 0 ? url : HOME + url.slice(at));
  here.searchParams.set("framed", "true");
  return here.href;
}
