// The country of the card's billing address, with names in the shopper's browser's own words.

const COUNTRY_CODES = (
  "AD AE AF AG AI AL AM AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI " +
  "CL CM CN CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ " +
  "GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IS IT JE JM JO JP KE KG KH KM KN KR KW KY KZ LA LB LC LI LK LR LS " +
  "LT LU LV LY MA MC MD ME MG MK ML MM MN MO MQ MR MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NZ OM PA PE PF PG PH " +
  "PK PL PR PS PT PY QA RE RO RS RW SA SB SC SE SG SI SK SL SM SN SO SR SV SZ TD TG TH TJ TM TN TO TR TT TW TZ UA UG " +
  "US UY UZ VA VC VE VG VN WS XK YE YT ZA ZM ZW"
).split(" ");
const HOME_COUNTRY = "US";
const COUNTRY = {
  name: "country", stable: "country", label: "Country", autocomplete: "billing country", choices: countryChoices,
  counts: /./, optional: true,
  format: (text) => text,
  judge: () => null,
  full: () => false,
  read: (text) => ({ country: text }),
};

function countryChoices() {
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  const choices = COUNTRY_CODES.map((code) => [code, names.of(code)]);
  return choices.sort((one, other) => one[1].localeCompare(other[1]));
}

function likelyCountry() {
  const region = new Intl.Locale(window.navigator.language).region;
  return COUNTRY_CODES.includes(region) ? region : HOME_COUNTRY;
}
