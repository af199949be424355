"""The amount first and the intent when somebody pays: https://docs.stripe.com/payments/accept-a-payment-deferred."""

from tests.styles.shop.ways.way import Way


class Deferred(Way):
    """The Payment Element with `mode`, `amount` and `currency`."""

    name = "deferred"
    script = """
const basket = async () => (await fetch("/basket")).json();
let { total, currency } = await basket();
const elements = stripe.elements({ mode: "payment", amount: total, currency });
elements.create("payment").mount("#payment");
pressed(async () => {
  const { error } = await elements.submit();
  if (error) return { error };
  const { client_secret } = await post("begin", { seen: total }).catch(async (error) => {
    total = (await basket()).total;
    elements.update({ amount: total });
    throw error;
  });
  return stripe.confirmPayment({
    elements, clientSecret: client_secret, confirmParams: { return_url: `${location.origin}/deferred/done` },
  });
});
"""
