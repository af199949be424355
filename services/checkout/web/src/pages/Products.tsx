import { useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { api, type Product } from "../api";
import { useLoaded } from "../loaded";
import { told } from "../messages";
import { money } from "../money";
import { session, signInPath } from "../session";
import { announce } from "../ui/Layout";
import { ErrorBox, Title, Waiting } from "../ui/parts";

/** What is for sale. */
export function ProductsPage(): ReactNode {
  const { value, failure, again } = useLoaded(api.products);
  return (
    <section>
      <Title>Products</Title>
      {value ? <Shelf products={value.products} /> : <Waiting failure={failure} again={again} what="Loading the products …" />}
    </section>
  );
}

function Shelf({ products }: { products: Product[] }): ReactNode {
  if (!products.length) return <p>There is nothing for sale at the moment.</p>;
  return <ul className="shelf">{products.map((one) => <Offer key={one.product_id} product={one} />)}</ul>;
}

function Offer({ product }: { product: Product }): ReactNode {
  const [, navigate] = useLocation();
  const [state, setState] = useState<"idle" | "adding" | "added">("idle");
  const [problem, setProblem] = useState("");

  const add = async (): Promise<void> => {
    if (!session.get()) return navigate(signInPath("/products"));
    setState("adding");
    setProblem("");
    try {
      await api.add(product.product_id);
      setState("added");
      announce(`${product.title} is in your cart.`);
    } catch (error) {
      setState("idle");
      setProblem(told(error));
    }
  };
  return (
    <li className="card offer" data-testid={`product-${product.product_id}`}>
      <h2>{product.title}</h2>
      <p className="price">{money(product.price, product.currency)}</p>
      <p className="muted">{product.stock > 0 ? `${product.stock} in stock` : "Sold out"}</p>
      {problem && <ErrorBox message={problem} />}
      <button type="button" aria-label={`Add to cart: ${product.title}`} aria-busy={state === "adding"}
        disabled={product.stock < 1 || state === "adding"} onClick={() => void add()}>
        {state === "added" ? "Added ✓" : "Add to cart"}
      </button>
    </li>
  );
}
