import type { StripeError } from "@stripe/stripe-js";
import { Problem } from "./api";

const SHOP_UNREACHABLE = "The shop cannot be reached. Check your connection and try again.";
const SHOP_DOWN = "The shop has a problem at the moment. Please try again.";
const STRIPE_DOWN = "Our payment provider cannot be reached at the moment. Please try again; you will not be charged twice.";
const NOT_AUTHENTICATED =
  "We are unable to authenticate your payment method. Please choose a different payment method and try again.";
const AUTHENTICATION_FAILED = "payment_intent_authentication_failure"; // its message is written for developers
const PROVIDER_CODES = ["stripe_unavailable", "stripe_busy", "stripe_error"];

/** What a shopper reads when Stripe.js refuses: Stripe's own words where they are meant for shoppers
 * (https://docs.stripe.com/api/errors#errors-message), ours where they are meant for developers. */
export function refused(error: StripeError): string {
  if (error.code === AUTHENTICATION_FAILED) return NOT_AUTHENTICATED;
  const forShoppers = error.type === "card_error" || error.type === "validation_error";
  return (forShoppers && error.message) || STRIPE_DOWN;
}

/** What a shopper reads when the checkout refuses, or when something broke. */
export function told(error: unknown): string {
  if (!(error instanceof Problem)) return STRIPE_DOWN;
  if (error.code === AUTHENTICATION_FAILED) return NOT_AUTHENTICATED;
  if (error.status === 0) return SHOP_UNREACHABLE;
  if (PROVIDER_CODES.includes(error.code)) return STRIPE_DOWN;
  return error.status >= 500 ? SHOP_DOWN : error.message;
}
