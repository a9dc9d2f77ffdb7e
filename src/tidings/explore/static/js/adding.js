// Adding articles: dropping files, what was chosen, how much was sent, what was refused, what became of it.
"use strict";

(() => {
  const form = document.getElementById("add-files");
  const input = document.getElementById("files");
  const drop = document.getElementById("drop");
  const chosen = document.getElementById("chosen");
  const sent = document.getElementById("sent");
  const refused = document.getElementById("refused");
  const states = new Map();

  const refuse = (words) => {
    refused.textContent = words;
    refused.hidden = !words;
    if (words) refused.scrollIntoView({ block: "nearest" });
  };

  const list = () => {
    const files = [...input.files];
    chosen.replaceChildren(...files.slice(0, 50).map((file) => {
      const row = document.createElement("li");
      row.textContent = `${file.name} (${Math.max(1, Math.round(file.size / 1000)).toLocaleString("en")} kB)`;
      return row;
    }));
    if (files.length > 50) chosen.lastChild.textContent += ` and ${files.length - 50} more`;
    chosen.hidden = !files.length;
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    const many = files.length > Number(form.dataset.mostFiles);
    const words = many ? `Choose at most ${form.dataset.mostFiles} files at once.`
      : bytes > Number(form.dataset.mostBytes) ? "Together these files are too large: add fewer at a time." : "";
    input.setCustomValidity(words);
    refuse(words);
  };
  input.addEventListener("change", list);

  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; list(); }
  });
  // A file dropped beside the field must not take the place of the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

  document.body.addEventListener("htmx:beforeRequest", () => refuse(""));
  document.body.addEventListener("htmx:xhr:progress", (event) => {
    if (event.target !== form || !event.detail.lengthComputable) return;
    sent.hidden = false;
    sent.value = event.detail.loaded / event.detail.total;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    sent.hidden = true;
    if (!event.detail.successful || !event.target.matches(".adding")) return;
    const { outlet, language } = event.target.elements;
    const kept = [outlet.value, language.value];
    event.target.reset();
    [outlet.value, language.value] = kept;
    chosen.hidden = true;
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    const plain = (answer.getResponseHeader("content-type") || "").startsWith("text/plain");
    refuse(plain ? answer.responseText : "That did not work. Reload the page and try again.");
  });
  document.body.addEventListener("htmx:sendError", () => {
    if (refused.hidden) refuse("tidings does not answer. Is it still running?");
  });

  // The list is fetched anew every second: what a reader opened or closed there stays so.
  const toggled = new Map();
  document.addEventListener("toggle", (event) => {
    if (event.target.matches(".outcomes")) toggled.set(event.target.id, event.target.open);
  }, true);
  const settle = () => {
    for (const details of document.querySelectorAll(".outcomes")) {
      if (toggled.has(details.id)) details.open = toggled.get(details.id);
    }
    for (const job of document.querySelectorAll(".job")) {
      const before = states.get(job.dataset.job);
      const now = job.dataset.state;
      states.set(job.dataset.job, now);
      if (before && before !== now) {
        const counts = now === "done" ? job.querySelector(".counts").innerText : "";
        window.tidingsSay(`${job.querySelector("h3").innerText}: ${job.querySelector(".job-state").innerText} ${counts}`);
      }
    }
  };
  settle();
  document.body.addEventListener("htmx:afterSettle", settle);
})();
