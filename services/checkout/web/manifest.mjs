// After a build: what went in and what came out, by SHA-256, so that their belonging together can be checked without
// Node; and the licences of what was built in.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BUNDLE = "../src/checkout/pages/bundle";
const NOT_SOURCES = ["node_modules", ".gitignore"];
const BUILT_IN = JSON.parse(readFileSync("package.json", "utf-8")).dependencies;

writeFileSync(join(BUNDLE, "LICENSES.txt"), licences());
const manifest = { sources: hashes(".", NOT_SOURCES), outputs: hashes(BUNDLE, ["manifest.json"]) };
writeFileSync(join(BUNDLE, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);

function hashes(root, without) {
  const found = readdirSync(root).filter((name) => !without.includes(name)).flatMap((name) => below(root, name));
  return Object.fromEntries(found.sort().map((name) => [name, sha256(join(root, name))]));
}

function below(root, name) {
  if (!statSync(join(root, name)).isDirectory()) return [name];
  return readdirSync(join(root, name)).flatMap((inner) => below(root, `${name}/${inner}`));
}

function sha256(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

// Every package of the lock that is not only for building.
function licences() {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf-8"));
  const places = Object.keys(packages).filter((place) => place && !packages[place].dev && !packages[place].peer).sort();
  const missing = Object.keys(BUILT_IN).filter((name) => !places.includes(`node_modules/${name}`));
  if (missing.length) throw new Error(`not in the lock: ${missing.join(", ")}; run npm install`);
  return places.map((place) => `${place.slice("node_modules/".length)} ${packages[place].version}\n\n${licence(place)}\n`).join("\n---\n\n");
}

function licence(place) {
  const file = readdirSync(place).find((name) => /^licen[cs]e/i.test(name));
  return file ? readFileSync(join(place, file), "utf-8").trim() : `License: ${JSON.parse(readFileSync(join(place, "package.json"), "utf-8")).license}`;
}
