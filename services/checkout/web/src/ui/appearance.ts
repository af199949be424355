import type { Appearance } from "@stripe/stripe-js";

/** The Payment Element in the colours of style.css: https://docs.stripe.com/elements/appearance-api. */
export function appearance(): Appearance {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return {
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "stripe",
    variables: {
      colorPrimary: color("--accent"),
      colorBackground: color("--field"),
      colorText: color("--text"),
      colorDanger: color("--danger"),
      colorTextSecondary: color("--muted"),
      fontFamily: "system-ui, sans-serif",
      borderRadius: "8px",
    },
  };
}
