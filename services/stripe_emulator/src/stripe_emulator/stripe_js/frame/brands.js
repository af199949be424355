// What a card number tells before it is complete: https://docs.stripe.com/testing lists numbers of every brand.

const BRANDS = [
  { brand: "amex", mark: "AMEX", starts: /^3[47]/, lengths: [15], groups: [4, 6, 5], cvc: 4 },
  { brand: "diners", mark: "DC", starts: /^3(0|[689])/, lengths: [14, 16], groups: [4, 6, 4] },
  { brand: "jcb", mark: "JCB", starts: /^35/, lengths: [16] },
  { brand: "unionpay", mark: "UP", starts: /^(62|81)/, lengths: [16, 17, 18, 19] },
  { brand: "discover", mark: "DISC", starts: /^6(0|4|5)/, lengths: [16] },
  { brand: "mastercard", mark: "MC", starts: /^(5|2[2-7])/, lengths: [16] },
  { brand: "visa", mark: "VISA", starts: /^4/, lengths: [16] },
];
const UNKNOWN = { brand: "unknown", mark: "", lengths: [16, 17, 18, 19] };
const GROUPS = [4, 4, 4, 4, 3];
const CVC_LENGTH = 3;

function brandOf(digits) {
  return BRANDS.find((one) => one.starts.test(digits)) || UNKNOWN;
}

function cvcLength(brand) {
  return brand.cvc || CVC_LENGTH;
}
