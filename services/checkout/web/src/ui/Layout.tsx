import type { MouseEvent, ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { keep, session } from "../session";
import { Store, useStore } from "../store";

const said = new Store("");

/** Say something to who cannot see the page change. */
export function announce(text: string): void {
  said.set(text);
}

/** What is around every page: the way past the navigation, the navigation, the voice. */
export function Layout({ children }: { children: ReactNode }): ReactNode {
  return (
    <>
      <a className="skip" href="#main" onClick={skip}>Skip to content</a>
      <header className="top">
        <nav aria-label="Shop">
          <Link className="brand" href="/products">The Shop</Link>
          <Link href="/products">Products</Link>
          <Link href="/cart">Cart</Link>
          <Link href="/orders">Orders</Link>
          <Account />
        </nav>
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
      <p className="unseen" role="status">{useStore(said)}</p>
    </>
  );
}

function Account(): ReactNode {
  const [, navigate] = useLocation();
  const who = useStore(session);
  if (!who) return <Link className="end" href="/login">Sign in</Link>;
  const signOut = (): void => {
    keep(null);
    navigate("/products");
    announce("You are signed out.");
  };
  return (
    <span className="end account">
      <span className="who" title={who.email}>{who.email}</span>
      <button type="button" className="link" onClick={signOut}>Sign out</button>
    </span>
  );
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
