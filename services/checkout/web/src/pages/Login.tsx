import { useState, type FormEvent, type ReactNode } from "react";
import { Link, useSearch } from "wouter";
import { api, type Registration } from "../api";
import { told } from "../messages";
import { keep, nextPath, type Session } from "../session";
import { ErrorBox, Field, Spinner, Title } from "../ui/parts";

/** Sign in, and go on to where the shopper was about to go. */
export function LoginPage(): ReactNode {
  const search = useSearch();
  return (
    <section className="narrow">
      <Title>Sign in</Title>
      <AccountForm button="Sign in" ask={({ email, password }) => api.login(email, password)}>
        <Field label="Email" name="email" type="email" autoComplete="username" />
        <Field label="Password" name="password" type="password" autoComplete="current-password" />
      </AccountForm>
      <p>New here? <Link href={`/register${search && `?${search}`}`}>Create an account</Link></p>
    </section>
  );
}

/** A form that ends in a session. */
export function AccountForm({ button, ask, children }: {
  button: string; ask: (given: Registration) => Promise<Session>; children: ReactNode;
}): ReactNode {
  const search = useSearch();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const given = Object.fromEntries(new FormData(event.currentTarget)) as unknown as Registration;
    setBusy(true);
    setProblem("");
    try {
      keep(await ask(given));
      location.replace(nextPath(search)); // the plain page is none of React's
    } catch (error) {
      setProblem(told(error));
      setBusy(false);
    }
  };
  return (
    <form className="card" onSubmit={(event) => void submit(event)} aria-busy={busy}>
      {problem && <ErrorBox message={problem} />}
      {children}
      <button className="primary wide" disabled={busy}>{busy && <Spinner />}{button}</button>
    </form>
  );
}
