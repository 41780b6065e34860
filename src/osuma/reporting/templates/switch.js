(function () {
  "use strict";
  var root = document.documentElement;
  var fi = document.getElementById("choose-fi");
  var en = document.getElementById("choose-en");

  function show() {
    var language = en.checked ? "en" : "fi";
    root.lang = language;
    document.title = root.getAttribute("data-title-" + language);
  }

  // The heading nearest above the top of the window, so that a reader stays where they were.
  function place() {
    var found = null;
    document.querySelectorAll("[data-place]").forEach(function (one) {
      var box = one.getBoundingClientRect();
      if (box.height && box.top < 120) { found = { name: one.dataset.place, top: box.top }; }
    });
    return found;
  }

  var before = null;
  function turn() {
    show();
    if (!before) { return; }
    var there = document.querySelector('.page[lang="' + root.lang + '"] [data-place="' + before.name + '"]');
    if (there) { window.scrollBy(0, there.getBoundingClientRect().top - before.top); }
  }

  document.querySelectorAll(".switch label").forEach(function (label) {
    label.addEventListener("pointerdown", function () { before = place(); });
  });
  [fi, en].forEach(function (one) {
    one.addEventListener("keydown", function () { before = place(); });
    one.addEventListener("change", turn);
  });
  if (/^#en\b/.test(location.hash)) { en.checked = true; }
  if (/^#fi\b/.test(location.hash)) { fi.checked = true; }
  show();
})();
