import type { ReactNode } from "react";
import { Redirect, Route, Switch, useLocation, useSearch } from "wouter";
import { CartPage } from "./pages/Cart";
import { CheckoutPage } from "./pages/Checkout";
import { LoginPage } from "./pages/Login";
import { NotFoundPage } from "./pages/NotFound";
import { OrdersPage } from "./pages/Orders";
import { ProductsPage } from "./pages/Products";
import { RegisterPage } from "./pages/Register";
import { SuccessPage } from "./pages/Success";
import { session, signInPath } from "./session";
import { useStore } from "./store";
import { Layout } from "./ui/Layout";

/** Every page of the shop and who may see it; checkout/pages/__init__.py serves the same addresses. */
export function App(): ReactNode {
  return (
    <Layout>
      <Switch>
        <Route path="/" component={ProductsPage} />
        <Route path="/products" component={ProductsPage} />
        <Route path="/login" component={LoginPage} />
        <Route path="/register" component={RegisterPage} />
        <Route path="/cart"><Members><CartPage /></Members></Route>
        <Route path="/checkout"><Members><CheckoutPage /></Members></Route>
        <Route path="/checkout/success"><Members><SuccessPage /></Members></Route>
        <Route path="/orders"><Members><OrdersPage /></Members></Route>
        <Route component={NotFoundPage} />
      </Switch>
    </Layout>
  );
}

/** Only for who is signed in; others sign in and come back. */
function Members({ children }: { children: ReactNode }): ReactNode {
  const [path] = useLocation();
  const search = useSearch();
  if (useStore(session)) return children;
  return <Redirect to={signInPath(search ? `${path}?${search}` : path)} replace />;
}
