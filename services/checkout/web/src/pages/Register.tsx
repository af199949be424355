import type { ReactNode } from "react";
import { Link, useSearch } from "wouter";
import { api } from "../api";
import { Field, Title } from "../ui/parts";
import { AccountForm } from "./Login";

/** Make an account, which signs in too. */
export function RegisterPage(): ReactNode {
  const search = useSearch();
  return (
    <section className="narrow">
      <Title>Create an account</Title>
      <AccountForm button="Create account" ask={api.register}>
        <Field label="First name" name="first_name" autoComplete="given-name" maxLength={100} />
        <Field label="Last name" name="last_name" autoComplete="family-name" maxLength={100} />
        <Field label="Email" name="email" type="email" autoComplete="username" />
        <Field label="Password" name="password" type="password" autoComplete="new-password" minLength={8} maxLength={128}
          hint="At least 8 characters" />
      </AccountForm>
      <p>Have an account? <Link href={`/login${search && `?${search}`}`}>Sign in</Link></p>
    </section>
  );
}
