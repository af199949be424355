// Decimals by currency: https://docs.stripe.com/currencies#zero-decimal and #three-decimal. ISK and UGX have two at
// Stripe, which is why Intl is told and not asked.
const NONE = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" ");
const THREE = "bhd jod kwd omr tnd".split(" ");

/** An amount in minor units as the shopper's language writes it: 5999 usd is $59.99, 500 jpy is ¥500. */
export function money(amount: number, currency: string): string {
  const digits = NONE.includes(currency) ? 0 : THREE.includes(currency) ? 3 : 2;
  const style = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(undefined, style).format(amount / 10 ** digits);
}
