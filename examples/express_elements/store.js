// Everything this shop knows, in memory: one process, one shop.
let number = 0;
const next = (prefix) => `${prefix}_${(number += 1)}`;

export const users = new Map();
export const products = new Map();
export const orders = new Map();

export function addProduct({ name, price, currency, stock }) {
  const product = { id: next("p"), name, price, currency, stock };
  products.set(product.id, product);
  return product;
}

export function addUser(email, password) {
  if (users.has(email)) return null;
  const user = { id: next("u"), email, password, cart: new Map(), payment: null };
  users.set(email, user);
  return user;
}

export function linesOf(user) {
  return [...user.cart].map(([id, quantity]) => {
    const product = products.get(id);
    return { productId: id, name: product.name, price: product.price, currency: product.currency, quantity };
  });
}

export const totalOf = (lines) => lines.reduce((sum, line) => sum + line.price * line.quantity, 0);

export function orderOf(paymentIntentId) {
  return [...orders.values()].find((order) => order.paymentIntent === paymentIntentId);
}

export function addOrder(values) {
  const order = { id: next("o"), refunded: 0, ...values };
  orders.set(order.id, order);
  return order;
}

// Units leave the stock when a payment begins, and come back when it is given up.
export function take(lines) {
  if (lines.some((line) => products.get(line.productId).stock < line.quantity)) return false;
  for (const line of lines) products.get(line.productId).stock -= line.quantity;
  return true;
}

// A refund failed: the buyer keeps the goods, or gets others once there are some.
export function takeAgain(lines) {
  for (const line of lines) products.get(line.productId).stock = Math.max(products.get(line.productId).stock - line.quantity, 0);
}

export function giveBack(lines) {
  for (const line of lines) products.get(line.productId).stock += line.quantity;
}
