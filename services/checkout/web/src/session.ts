import { Store } from "./store";

/** Who is signed in, as the checkout's login answers. */
export interface Session {
  access_token: string;
  user_id: string;
  email: string;
}

const KEY = "shop.session"; // plain.ts reads it too

/** The session of this browser, the same in every tab; null for a visitor. */
export const session = new Store<Session | null>(stored());

/** Keep the session; null signs out. */
export function keep(value: Session | null): void {
  if (value) localStorage.setItem(KEY, JSON.stringify(value));
  else localStorage.removeItem(KEY);
  session.set(value);
}

/** Where to sign in, and come back to `next` from. */
export function signInPath(next: string): string {
  return `/login?next=${encodeURIComponent(next)}`;
}

/** The page to go on to after signing in: one of this shop's own, whatever the address says. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/products";
  const url = new URL(next, location.origin);
  return url.origin === location.origin && next.startsWith("/") ? url.pathname + url.search : "/products";
}

function stored(): Session | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return isSession(value) ? value : null;
  } catch {
    return null; // written by something else
  }
}

function isSession(value: unknown): value is Session {
  return typeof value === "object" && value !== null && "access_token" in value && "email" in value;
}

addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) session.set(stored());
});
