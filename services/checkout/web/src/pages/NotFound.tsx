import type { ReactNode } from "react";
import { Link } from "wouter";
import { Title } from "../ui/parts";

/** An address that this shop does not have. */
export function NotFoundPage(): ReactNode {
  return (
    <section className="narrow">
      <Title>Page not found</Title>
      <p>There is nothing at this address. <Link href="/products">Go to the products</Link></p>
    </section>
  );
}
