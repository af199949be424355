// Which Checkout methods a version of Stripe.js has: they were renamed and changed from release train to release train
// (https://docs.stripe.com/changelog/clover/2025-09-30/update-init-checkout-synchronous,
// https://docs.stripe.com/changelog/dahlia/2026-03-25/rename-init-checkout-to-init-checkout-elements,
// https://docs.stripe.com/changelog/dahlia/2026-03-25/rename-init-embedded-checkout-to-create-embedded-checkout-page).

const LOADED = String(versionOf(SCRIPT_URL));

// The trains are named in the order of the alphabet; v3 is older than all of them.
function isSince(train) {
  return LOADED >= train;
}

function mustBeSince(train, call) {
  must(
    isSince(train),
    `stripe.${call}() came to Stripe.js with ${train}; this page loads ${LOADED}.`
  );
}

function mustBeBefore(train, call, now) {
  must(!isSince(train), `stripe.${call}() has been renamed to stripe.${now}() in ${train}; this page loads ${LOADED}.`);
}
