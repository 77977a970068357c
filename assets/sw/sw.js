// The service worker: the static shell, and nothing of anybody. `__SHELL` is written before this file by the server:
// the addresses of the shell, each with what tells one version of it from the next.

import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { NetworkOnly } from "workbox-strategies";
import { send } from "../js/send.js";
import { noted } from "../js/store.js";

const PATIENCE_S = 20;
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
    return (await shell()) ?? Response.error();
  }
  return NOBODY_THERE.includes(answer.status) ? ((await shell()) ?? answer) : answer;
}

async function shell() {
  const language = (await noted("language").catch(() => null)) ?? navigator.language;
  return matchPrecache(language?.startsWith("fr") ? "/offline/fr" : "/offline/en");
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
