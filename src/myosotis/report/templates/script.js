(function () {
  "use strict";
  var pop = document.getElementById("pop"), over = null;
  function target(link) {
    return document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
  }
  function show(link) {
    var row = target(link);
    if (!row) { return; }
    over = link;
    pop.textContent = "";
    var cells = row.querySelectorAll("[data-k]"), list = document.createElement("dl");
    if (cells.length) {
      cells.forEach(function (cell) {
        if (!cell.textContent.trim()) { return; }
        var name = document.createElement("dt"), value = document.createElement("dd");
        name.textContent = cell.dataset.k;
        value.textContent = cell.textContent.trim();
        list.append(name, value);
      });
    } else {
      list.append(document.createElement("dd"));
      list.lastChild.textContent = row.textContent.trim().replace(/\s+/g, " ");
    }
    pop.append(list);
    pop.hidden = false;
    var box = link.getClientRects()[0] || link.getBoundingClientRect();
    var left = Math.min(box.left, document.documentElement.clientWidth - pop.offsetWidth - 12);
    var below = box.bottom + 8 + pop.offsetHeight < window.innerHeight;
    pop.style.left = Math.max(12, left) + window.scrollX + "px";
    pop.style.top = (below ? box.bottom + 8 : box.top - pop.offsetHeight - 8) + window.scrollY + "px";
    link.setAttribute("aria-describedby", "pop");
  }
  function hide() {
    if (over) { over.removeAttribute("aria-describedby"); }
    over = null;
    pop.hidden = true;
  }
  function reference(event) {
    return event.target.closest && event.target.closest('a[href^="#fact-"], a[href^="#source-"]');
  }
  ["pointerover", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var link = reference(event);
      if (link) { show(link); } else if (kind === "focusin") { hide(); }
    });
  });
  document.addEventListener("pointerout", function (event) {
    if (reference(event) && event.pointerType !== "touch") { hide(); }
  });
  document.addEventListener("click", function (event) {
    var link = reference(event);
    if (!link) { hide(); return; }
    if (event.pointerType === "touch" && link.dataset.seen !== "yes") {
      event.preventDefault();
      link.dataset.seen = "yes";
      show(link);
    } else { hide(); }
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { hide(); } });
})();
