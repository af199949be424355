import { createRoot } from "react-dom/client";
import { App } from "./App";

// A page that the browser kept while the shopper was away still shows what was true then.
addEventListener("pageshow", (event) => event.persisted && location.reload());

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(<App />);
