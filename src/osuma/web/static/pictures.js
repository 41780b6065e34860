// A drawing as a PNG, made in the browser: dark text on white, twice as large for a slide.
(() => {
  const SCALE = 2;
  const save = (button) => {
    const drawing = button.closest("section").querySelector("svg").cloneNode(true);
    const [width, height] = ["width", "height"].map((name) => Number(drawing.getAttribute(name)));
    drawing.setAttribute("color", "#1f2937");
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = width * SCALE;
      canvas.height = height * SCALE;
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.download = `${button.dataset.name}.png`;
      link.href = canvas.toDataURL("image/png");
      link.click();
    };
    // outerHTML would write an unbreakable space as an entity that SVG does not know
    const written = new XMLSerializer().serializeToString(drawing);
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(written);
  };
  for (const button of document.querySelectorAll(".osuma-png")) {
    button.hidden = false;
    button.addEventListener("click", () => save(button));
  }
})();
