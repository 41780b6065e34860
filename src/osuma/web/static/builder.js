// Undo and redo of the builder by keys, outside fields, which have their own.
(() => {
  const writes = (element) => element.matches("textarea, input:not([type=checkbox])");
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || writes(event.target)) return;
    const button = document.getElementById(event.shiftKey ? "redo" : "undo");
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
})();
