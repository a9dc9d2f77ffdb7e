// Light or dark, as chosen before or as the system has it, set before anything is painted.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = () => {
    const chosen = localStorage.getItem("tidings-theme");
    const now = chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = now;
  };
  set();
  dark.addEventListener("change", () => {
    set();
    document.dispatchEvent(new Event("tidings:theme"));
  });
})();
