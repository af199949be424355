// Where the frames come from, and with them the API: beside the script itself, unless the server was told otherwise.

const HOST_PART = "/js.stripe.com";
const SCRIPT_URL = (document.currentScript && document.currentScript.src) || "";
const HOME = FORCED_HOME || homeOf(SCRIPT_URL) || SERVED_FROM;
const HOME_ORIGIN = new URL(HOME).origin;
const LATEST = "endive";

function homeOf(url) {
  const at = url.indexOf(HOST_PART);
  return at < 0 ? null : url.slice(0, at + HOST_PART.length);
}

// https://docs.stripe.com/sdks/stripejs-versioning: 3 at /v3, else the name of the release train in the path.
function versionOf(url) {
  const train = url.slice((homeOf(url) || "").length).match(/^\/([a-z0-9]+)/);
  return !train ? LATEST : train[1] === "v3" ? 3 : train[1];
}
