// The elements that can be created: which page their frame shows, and what their change event says
// (https://docs.stripe.com/js/element/events/on_change).

const IBAN_PAGE = "elements-inner-iban";
const CARD_PAGE = "elements-inner-card";
const PAYMENT_PAGE = "elements-inner-payment";

const plain = (state) => ({ empty: state.empty, complete: state.complete });
const judged = (state) => ({ ...plain(state), error: state.error });
const branded = (state) => ({ ...judged(state), brand: state.brand });

const ELEMENT_TYPES = {
  payment: {
    page: PAYMENT_PAGE, title: "Secure payment input frame",
    change: (state) => ({ ...plain(state), collapsed: false, value: { type: state.method } }),
  },
  card: {
    page: CARD_PAGE, title: "Secure card payment input frame",
    change: (state) => ({ ...branded(state), value: { postalCode: state.postalCode } }),
  },
  cardNumber: { page: CARD_PAGE, title: "Secure card number input frame", change: branded },
  cardExpiry: { page: CARD_PAGE, title: "Secure expiration date input frame", change: judged },
  iban: {
    page: IBAN_PAGE, title: "Secure IBAN input frame",
    change: (state) => ({ ...judged(state), country: state.country, bankName: "" }),
  },
  cardCvc: { page: CARD_PAGE, title: "Secure CVC input frame", change: judged },
  expressCheckout: { page: PAYMENT_PAGE, title: "Secure express checkout frame", change: plain },
  currencySelector: { page: PAYMENT_PAGE, title: "Secure currency selector frame", change: plain },
  address: { page: PAYMENT_PAGE, title: "Secure address input frame", change: plain },
  linkAuthentication: { page: PAYMENT_PAGE, title: "Secure email input frame", change: plain },
};
const SPLIT = ["cardNumber", "cardExpiry", "cardCvc"];
// What the frame of a Payment Element has forms for.
const PAYMENT_METHODS = ["card", "bancontact", "eps", "ideal", "klarna", "p24", "sepa_debit", "us_bank_account"];
const WITH_A_CARD = ["payment", "card", "cardNumber"];
