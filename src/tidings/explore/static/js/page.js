// What every page does: the theme, the menu, keys, and the token of requests that write.
"use strict";

const token = document.querySelector("meta[name=tidings-token]").content;

document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-Tidings-Token"] = token;
});

/** Say something to whoever listens to the page. */
/** The address with parameters set to these values; nothing is set to the empty string. */
window.tidingsAddress = (address, values) => {
  const made = new URL(address, location.href);
  for (const [name, value] of Object.entries(values)) made.searchParams.set(name, value ?? "");
  return `${made.pathname}${made.search}${made.hash}`;
};

window.tidingsSay = (words) => {
  const place = document.getElementById("said");
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = words; });
};

/** Ask the server to change something; gives the answer, or throws its words. */
window.tidingsSend = async (address, method = "POST", body = undefined) => {
  const headers = { "X-Tidings-Token": token };
  if (body !== undefined && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(body);
  }
  const answer = await fetch(address, { method, headers, body });
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
};

document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("tidings-theme", root.dataset.theme);
  document.dispatchEvent(new Event("tidings:theme"));
});

const menu = document.getElementById("menu");
const menuButton = document.querySelector(".menu-button");
menuButton.addEventListener("click", () => {
  const open = menu.classList.toggle("open");
  menuButton.setAttribute("aria-expanded", String(open));
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.getElementById("quick-search").focus();
  }
});
