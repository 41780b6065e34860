// Light or dark as the system is, before anything is drawn; rows of menus moved to where one is; dropped files; what
// comes by itself leaves alone what one is at.
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

// Figures that come by themselves wait for what is typed, and leave the focus and what was opened as they were.
(() => {
  let kept = null;
  const touched = (field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (field.matches("select")) {
      const first = Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
      return !field.multiple && field.selectedIndex !== first;
    }
    return field.type !== "hidden" && field.value !== field.defaultValue;
  };
  const likeness = (one) =>
    [one.tagName, one.id, one.name, one.value, one.getAttribute("href"), one.textContent.trim()].join("\n");
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    const comes = requestConfig.elt.matches("[hx-trigger=load]:not([hx-swap=none]), [hx-trigger^=every]");
    if (!event.detail.shouldSwap || !comes) return;
    if ([...target.querySelectorAll("input, select, textarea")].some(touched)) {
      event.detail.shouldSwap = false;
      return;
    }
    const at = document.activeElement;
    kept = {
      xhr: event.detail.xhr,
      focus: at !== target && target.contains(at) ? [at.id, likeness(at)] : null,
      open: [...target.querySelectorAll("details[open] > summary")].map((one) => one.textContent.trim()),
    };
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (kept?.xhr !== event.detail.xhr) return;
    const { focus, open } = kept;
    kept = null;
    for (const line of document.querySelectorAll("details:not([open]) > summary"))
      if (open.includes(line.textContent.trim())) line.parentElement.open = true;
    if (focus === null || document.activeElement !== document.body) return;
    const [id, like] = focus;
    const reached = [...document.querySelectorAll("a, button, input, select, summary, textarea")];
    const same = (id && document.getElementById(id)) || reached.find((one) => likeness(one) === like);
    (same || document.getElementById("content"))?.focus({ preventScroll: true });
  });
})();
