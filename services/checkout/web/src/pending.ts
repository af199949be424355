const KEY = "shop.paying"; // per tab: another tab asks Stripe for itself

/** From now on a payment may have gone through without this page knowing. */
export function paying(paymentIntentId: string): void {
  sessionStorage.setItem(KEY, paymentIntentId);
}

/** How it ended is known. */
export function outcomeKnown(): void {
  sessionStorage.removeItem(KEY);
}

/** The payment whose outcome this tab never learned: it was reloaded, left, or signed out meanwhile. */
export function unknownOutcome(): string | null {
  return sessionStorage.getItem(KEY);
}
