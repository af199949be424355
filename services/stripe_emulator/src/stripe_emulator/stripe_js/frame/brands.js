// What a card number tells before it is complete: https://docs.stripe.com/testing lists numbers of every brand.

const BRANDS = [
  { brand: "amex", name: "Amex", starts: /^3[47]/, lengths: [15], groups: [4, 6, 5], cvc: 4 },
  { brand: "diners", name: "Diners", starts: /^3(0|[689])/, lengths: [14, 16], groups: [4, 6, 4] },
  { brand: "jcb", name: "JCB", starts: /^35/, lengths: [16] },
  { brand: "unionpay", name: "UnionPay", starts: /^(62|81)/, lengths: [16, 17, 18, 19] },
  { brand: "discover", name: "Discover", starts: /^6(0|4|5)/, lengths: [16] },
  { brand: "mastercard", name: "Mastercard", starts: /^(5|2[2-7])/, lengths: [16] },
  { brand: "visa", name: "Visa", starts: /^4/, lengths: [16] },
];
const UNKNOWN = { brand: "unknown", name: "", lengths: [16, 17, 18, 19] };
const GROUPS = [4, 4, 4, 4, 3];
const CVC_LENGTH = 3;

function brandOf(digits) {
  return BRANDS.find((one) => one.starts.test(digits)) || UNKNOWN;
}

function cvcLength(brand) {
  return brand.cvc || CVC_LENGTH;
}
