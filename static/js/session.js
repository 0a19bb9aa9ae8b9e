// A session that ends takes nothing along: a warning before, and a window to sign in again beside the page.
//
// The server says how long the session goes on (data-session-seconds), and to a script that asks after the end
// 401 with HX-Session-Ended. Then the sign-in page opens in a second window; when somebody comes back from it,
// all forms get the new token, and "homestart:session" tells whoever waits to send again.

import { notice, renewToken } from "./page.js";

const WARNING = 120; // seconds before the end
const page = document.body.dataset;
const ended = document.getElementById("session-ended");
const ends = document.getElementById("session-ends");
const waiting = []; // what htmx asked for in vain

let deadline = Number.POSITIVE_INFINITY;
let timer;

function plan(seconds) {
  deadline = Date.now() + seconds * 1000;
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(1, seconds - WARNING) * 1000);
}

/** Asks how long the session goes on, without making it last longer; null when the server does not answer. */
export async function askSession() {
  try {
    const response = await fetch(page.sessionUrl, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (response.ok) return await response.json();
    return response.status === 401 || response.type === "opaqueredirect" ? { seconds: 0 } : null;
  } catch {
    return null;
  }
}

/** Whether the session of this page goes on; if not, opens the window that says so. */
export async function sessionGoesOn() {
  if (!page.sessionUrl) return true;
  const state = await askSession();
  if (!state) {
    notice(document.getElementById("notices").dataset.failed);
    return false;
  }
  if (!state.seconds || String(state.user) !== page.sessionUser) {
    sessionEnded();
    return false;
  }
  renewToken(state.csrf);
  plan(state.seconds);
  return true;
}

/** Says that the session has ended. What is behind the window stays, out of sight, until somebody signs in. */
export function sessionEnded() {
  clearTimeout(timer);
  if (ends?.open) ends.close();
  if (ended && !ended.open) ended.showModal();
}

async function look() {
  const state = await askSession();
  if (!state) return plan(WARNING + 30);
  if (!state.seconds || String(state.user) !== page.sessionUser) return sessionEnded();
  plan(state.seconds);
  if (state.seconds > WARNING + 5) return undefined; // another window kept the session alive
  clearTimeout(timer);
  timer = setTimeout(look, (state.seconds + 1) * 1000);
  if (!ends.open) ends.showModal();
  return undefined;
}

async function comeBack() {
  if (!ended?.open) return;
  const state = await askSession();
  if (!state?.seconds) return;
  if (String(state.user) !== page.sessionUser) {
    // This page is somebody else's: it neither shows nor sends anything.
    ended.querySelector("[data-state]").textContent = ended.dataset.other;
    return;
  }
  renewToken(state.csrf);
  plan(state.seconds);
  ended.querySelector("[data-state]").textContent = "";
  ended.close();
  for (const { verb, path, elt } of waiting.splice(0)) {
    if (elt.isConnected) window.htmx.ajax(verb, path, { source: elt });
  }
  document.dispatchEvent(new CustomEvent("homestart:session"));
}

ended?.addEventListener("cancel", (event) => event.preventDefault());
ends?.querySelector("[data-stay]").addEventListener("click", async () => {
  ends.close();
  // A page that somebody asks for makes the session last longer; asking for its state does not.
  await fetch(page.sessionBackUrl, { redirect: "manual" }).catch(() => null);
  look();
});
ends?.addEventListener("close", () => document.dispatchEvent(new CustomEvent("homestart:session")));

// The timer sleeps with the machine: look again when somebody is back.
for (const event of ["focus", "pageshow"]) addEventListener(event, wakeUp);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wakeUp());

function wakeUp() {
  if (ended?.open) comeBack();
  else if (Date.now() > deadline - WARNING * 1000) look();
}

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status !== 401) return;
  waiting.push({ verb: requestConfig.verb, path: requestConfig.path, elt: requestConfig.elt });
  sessionEnded();
});

if (page.sessionUrl) plan(Number(page.sessionSeconds));
