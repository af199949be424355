"""A PaymentIntent that the page confirms, with the Payment Element (https://docs.stripe.com/payments/accept-a-payment)
or the card Element (https://docs.stripe.com/payments/card-element)."""

from tests.styles.shop.ways.way import Way


class PaymentElement(Way):
    """The Payment Element."""

    name = "payment_element"
    script = """
const { client_secret } = await post("begin");
const elements = stripe.elements({ clientSecret: client_secret });
elements.create("payment").mount("#payment");
pressed(() => stripe.confirmPayment({
  elements, confirmParams: { return_url: `${location.origin}/payment_element/done` },
}));
"""


class CardElement(Way):
    """The card Element."""

    name = "card_element"
    script = """
const { id, client_secret } = await post("begin");
const card = stripe.elements().create("card");
card.mount("#payment");
pressed(async () => {
  const { error } = await stripe.confirmCardPayment(client_secret, { payment_method: { card } });
  if (error) return { error };
  location.assign(`/card_element/done?payment_intent=${id}`);
});
"""
