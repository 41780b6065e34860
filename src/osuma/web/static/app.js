// Light or dark as the system is, before anything is drawn; rows of menus moved to where one is; dropped files.
(() => {
  // a page whose figures take long may come first, and its figures after it
  document.cookie = "osuma_follows=1; path=/; SameSite=Lax";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  // paper is light
  addEventListener("beforeprint", () => document.documentElement.setAttribute("data-bs-theme", "light"));
  addEventListener("afterprint", follow);
  follow();
  const toHere = () => {
    for (const here of document.querySelectorAll(".osuma-nav [aria-current], .osuma-tabs [aria-current]")) {
      const row = here.parentElement;
      row.scrollLeft = here.offsetLeft - (row.clientWidth - here.clientWidth) / 2;
    }
  };
  // a page that came without its figures is replaced as a whole
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target.id === "page") toHere(); });
  document.addEventListener("DOMContentLoaded", () => {
    toHere();
    for (const zone of document.querySelectorAll(".osuma-drop")) {
      const input = zone.querySelector("input[type=file]");
      const system = input.form.querySelector("details");
      // whether several files are of one system decides who is one customer
      input.addEventListener("change", () => { if (system) system.open ||= input.files.length > 1; });
      const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle("osuma-over", on); };
      zone.addEventListener("dragover", over(true));
      zone.addEventListener("dragleave", over(false));
      zone.addEventListener("drop", (event) => {
        over(false)(event);
        input.files = event.dataTransfer.files;
        input.form.requestSubmit();
      });
    }
  });
})();
