const post = async (path, body = {}) => {
  const answer = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return { ok: answer.ok, ...(await answer.json()) };
};

const message = document.getElementById("message");
const basket = await (await fetch("/basket")).json();
for (const line of basket.lines ?? []) {
  const item = document.createElement("li");
  item.textContent = `${line.quantity} × ${line.name}`;
  document.getElementById("basket").append(item);
}
const { publishableKey } = await (await fetch("/config")).json();
const begun = await post("/payment");
if (!window.Stripe) {
  message.textContent = "We cannot reach the payment service. Please try again.";
} else if (begun.ok) {
  const stripe = Stripe(publishableKey);
  const elements = stripe.elements({ clientSecret: begun.clientSecret });
  elements.create("payment").mount("#element");
  document.getElementById("payment").addEventListener("submit", async (event) => {
    event.preventDefault();
    message.textContent = "";
    const { error } = await stripe.confirmPayment({ elements, redirect: "if_required" });
    if (error) {
      message.textContent = error.message;
      return;
    }
    const { order } = await post(`/payment/${begun.id}/done`);
    document.body.innerHTML = order ? `<h1>Thank you</h1><p>Order <b id="order">${order.id}</b></p>` : "<h1>Wait</h1>";
  });
} else {
  message.textContent = begun.error;
}
