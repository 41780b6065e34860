// The builder by keys: undo and redo outside fields, which have their own, and where the focus goes when a button's
// row is drawn anew.
(() => {
  const writes = (element) => element.matches("textarea, input:not([type=checkbox])");
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || writes(event.target)) return;
    const button = document.getElementById(event.shiftKey ? "redo" : "undo");
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });

  const rows = () => [...document.querySelectorAll("#build-rows [id^=row-]")];
  const idOf = (path) => path.replace(/\W+/g, "-").replace(/^-|-$/g, "");
  let before = new Set();
  let pressed = "";

  // What a row that has moved is at now, and what is left beside one that has gone.
  const beside = () => {
    const [deed, path] = [pressed.slice(0, pressed.indexOf(":")), pressed.slice(pressed.indexOf(":") + 1)];
    const [, list, n] = path.match(/^(.*)\[(\d+)\]$/) || [];
    if (list === undefined) return null;
    const by = { up: -1, down: 1 }[deed];
    const there = by && document.querySelector(`button[value="${CSS.escape(deed)}:${CSS.escape(list)}\\[${+n + by}\\]"]`);
    const owner = list.replace(/\.[a-z]+$/, "");
    return there || document.querySelector(`#add-${idOf(owner)}, #then-${idOf(owner)}, #class-add`);
  };

  // A button counts where it was pressed, not where the focus only rests on it, and also when its row is drawn anew
  // while it waits for its turn.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form.osuma-build")) return;
    event.detail.formData.set("do", event.detail.triggeringEvent?.submitter?.value || "");
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "build-rows") return;
    before = new Set(rows().map((row) => row.id));
    pressed = String(event.detail.requestConfig?.formData?.get("do") || "");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "build-rows" || !pressed) return;
    const kept = document.activeElement;
    const fresh = rows().find((row) => !before.has(row.id));
    const adds = /^(add|then|without|filter|class|narrow|alternatives)\b/.test(pressed);
    if (fresh && adds) fresh.querySelector("select, input:not([type=hidden])")?.focus();
    else if (kept === document.body || kept === null) beside()?.focus();
    pressed = "";
  });
})();
