// The service worker: the static shell, the directory of support once it was opened, and nothing of anybody. `__SHELL`
// is written before this file by the server: the addresses of the shell, each with what tells one version of it from
// the next.

import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { NetworkOnly } from "workbox-strategies";
import { send } from "../js/send.js";
import { noted } from "../js/store.js";

const PATIENCE_S = 20;
const A_DAY_MS = 86_400_000;
const SUPPORT = "support"; // goes with everything else that is no shell when a person signs out
const OF_SUPPORT = /^(?:\/journeys\/[^/]+|\/offline)?\/support(?:\/([^/]+))?$/;
const NOBODY_THERE = [502, 504]; // what stands before the app answers for it

precacheAndRoute(self.__SHELL, { directoryIndex: null, cleanURLs: false, ignoreURLParametersMatching: [] });
cleanupOutdatedCaches();

const network = new NetworkOnly({ networkTimeoutSeconds: PATIENCE_S });
for (const method of ["GET", "POST"]) {
  const route = new NavigationRoute(navigate);
  route.method = method; // a form that is sent without a signal leads to the shell, not to the browser's own error
  registerRoute(route);
}

async function navigate(options) {
  let answer;
  try {
    answer = await network.handle(options);
  } catch {
    return (await keptSupport(options.request)) ?? (await shell()) ?? Response.error();
  }
  if (answer.ok && ofSupport(options.request)) options.event.waitUntil(keepSupport().catch(() => {}));
  return NOBODY_THERE.includes(answer.status) ? ((await shell()) ?? answer) : answer;
}

async function shell() {
  return matchPrecache(`/offline/${await language()}`);
}

async function language() {
  const known = (await noted("language").catch(() => null)) ?? navigator.language;
  return known?.startsWith("fr") ? "fr" : "en";
}

// --- the directory: the page that is the same for all, asked for without saying who asks ---------------------------

const ofSupport = ({ method, url }) => method === "GET" && OF_SUPPORT.exec(new URL(url).pathname);

async function keepSupport() {
  const address = `/offline/support/${await language()}`;
  const cache = await caches.open(SUPPORT);
  const before = await cache.match(address);
  if (before && Date.now() - Date.parse(before.headers.get("date")) < A_DAY_MS) return;
  const answer = await fetch(address, { credentials: "omit" });
  if (answer.ok) await cache.put(address, answer);
}

async function keptSupport(request) {
  const found = ofSupport(request);
  if (!found) return null;
  const address = `/offline/support/${await language()}`;
  const kept = await (await caches.open(SUPPORT)).match(address);
  if (!kept || new URL(request.url).pathname === address) return kept;
  return Response.redirect(found[1] ? `${address}#${found[1]}` : address); // to the same entry of the page that was kept
}

// A new version takes over at once. Pages that are open go on with the script they have, and are not loaded again.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("sync", (event) => {
  if (event.tag !== "throughline-send") return;
  event.waitUntil(
    send().then(({ state }) => {
      if (state === "away") throw new Error("later"); // the browser tries again
    }),
  );
});
