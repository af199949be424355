// How an element looks: Appearance (https://docs.stripe.com/elements/appearance-api) and, for card elements, Style
// (https://docs.stripe.com/js/appendix/style), as custom properties of the style sheet.

const THEMES = {
  stripe: {},
  flat: { colorBackground: "#f1f3f5", borderColor: "transparent" },
  night: {
    colorBackground: "#30343d", colorText: "#ffffff", colorTextSecondary: "#c3c7d0", colorTextPlaceholder: "#9ba1ad",
    borderColor: "#474c57", colorPrimary: "#8ab4ff", colorDanger: "#ff9d9d",
  },
};
const VARIABLES = {
  colorPrimary: "--primary", colorBackground: "--background", colorText: "--text", colorDanger: "--danger",
  colorTextSecondary: "--label", colorTextPlaceholder: "--placeholder", borderColor: "--border",
  borderRadius: "--radius", fontFamily: "--font", fontSizeBase: "--size", spacingUnit: "--unit",
};
const STYLES = {
  base: {
    color: "--text", fontFamily: "--font", fontSize: "--size", fontWeight: "--weight", lineHeight: "--line",
    letterSpacing: "--spacing", iconColor: "--label",
  },
  invalid: { color: "--danger" },
};

function dress(appearance = {}, style = {}) {
  const root = document.documentElement.style;
  const variables = { ...THEMES[appearance.theme], ...appearance.variables };
  for (const [name, property] of Object.entries(VARIABLES)) {
    if (variables[name]) root.setProperty(property, variables[name]);
    else root.removeProperty(property);
  }
  for (const [variant, properties] of Object.entries(STYLES)) {
    for (const [name, property] of Object.entries(properties)) {
      if (style[variant]?.[name]) root.setProperty(property, style[variant][name]);
    }
  }
  const placeholder = style.base?.["::placeholder"]?.color;
  if (placeholder) root.setProperty("--placeholder", placeholder);
}
