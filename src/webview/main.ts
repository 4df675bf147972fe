import { App } from "./app.ts";
import { connectHost } from "./host.ts";

/** The view's entry: one app in `<div id="app">`, talking to whoever made the page. */

const root = document.getElementById("app");
if (root === null) throw new Error('The page has no element "app".');
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;
new App(root, connectHost(script)).start();
