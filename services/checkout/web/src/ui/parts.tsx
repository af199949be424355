import { useEffect, useRef, type ReactNode } from "react";
import type { Item } from "../api";
import { told } from "../messages";
import { money } from "../money";

/** The heading of a page: it names the tab and takes the focus, as the top of a freshly loaded page would. */
export function Title({ children }: { children: string }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} – The Shop`;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [children]);
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>;
}

/** What went wrong, focused and read out; with `again`, a way to repeat it. */
export function ErrorBox({ message, again }: { message: string; again?: () => void }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [message]);
  return (
    <div className="error" role="alert" tabIndex={-1} ref={box}>
      <p>{message}</p>
      {again && <button type="button" onClick={again}>Try again</button>}
    </div>
  );
}

/** The state of something that is being fetched: its failure, or that it takes a while. */
export function Waiting({ failure, again, what }: { failure: unknown; again: () => void; what: string }): ReactNode {
  if (failure) return <ErrorBox message={told(failure)} again={again} />;
  return <p className="waiting" role="status"><Spinner />{what}</p>;
}

/** Something is going on. */
export function Spinner(): ReactNode {
  return <span className="spinner" aria-hidden="true" />;
}

/** What a cart or an order holds, line by line. */
export function Lines({ items, currency }: { items: Item[]; currency: string }): ReactNode {
  return (
    <ul className="lines">
      {items.map((item) => (
        <li key={item.product_id}>
          <span>{item.quantity} × {item.title}</span>
          <span className="amount">{money(item.price * item.quantity, currency)}</span>
        </li>
      ))}
    </ul>
  );
}

/** One labelled field of a form. */
export function Field(props: {
  label: string; name: string; type?: string; autoComplete: string; minLength?: number; maxLength?: number; hint?: string;
}): ReactNode {
  const { label, hint, name, ...rest } = props;
  return (
    <p className="field">
      <label htmlFor={name}>{label}</label>
      <input id={name} name={name} required aria-describedby={hint ? `${name}-hint` : undefined} {...rest} />
      {hint && <small id={`${name}-hint`}>{hint}</small>}
    </p>
  );
}
