// Light or dark as chosen before, set before anything is painted.
(() => {
  const chosen = localStorage.getItem("tidings-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
