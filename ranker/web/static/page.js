// Keys, and what to say when the server does not answer. The page works without it.
(() => {
  "use strict";
  const papers = () => [...document.querySelectorAll("main article")].filter((one) => one.offsetParent);
  const fault = document.getElementById("fault");
  let current = null; // the id of the paper that keys are for; it outlives a list that is swapped
  let next = null; // and of the one behind it

  function here() {
    return current && document.getElementById(current);
  }

  function mark(one, move = true) {
    for (const other of document.querySelectorAll("article.current")) other.classList.remove("current");
    if (!one) return;
    current = one.id;
    const all = papers();
    next = (all[all.indexOf(one) + 1] || {}).id || null;
    one.classList.add("current");
    if (move) {
      one.focus({ preventScroll: true });
      one.scrollIntoView({ block: "nearest" });
    }
  }

  function step(by) {
    const all = papers();
    const at = all.indexOf(here());
    mark(at < 0 ? all[0] : all[Math.min(all.length - 1, Math.max(0, at + by))]);
  }

  // A key or a click may come before htmx has a form that was just swapped in; it would leave the
  // page then.
  function power(form) {
    const known = !form || form.hasAttribute("data-htmx-powered");
    if (!known && window.htmx) window.htmx.process(form);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && button.form && button.form.hasAttribute("hx-post")) power(button.form);
  }, true);

  function press(key) {
    const one = here() || papers()[0];
    const button = one && one.querySelector(`[data-key="${key}"]`);
    if (!button) return;
    mark(one);
    const after = next;
    power(button.form);
    button.click();
    if ((key === "l" || key === "d") && after) mark(document.getElementById(after));
  }

  function undo() {
    const form = document.getElementById("undo");
    power(form);
    if (form) form.requestSubmit();
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    l: () => press("l"),
    d: () => press("d"),
    s: () => press("s"),
    o: () => press("o"),
    m: () => press("m"),
    u: undo,
    "/": () => document.getElementById("q").focus(),
    "?": () => location.assign("/help"),
    Enter: () => {
      const link = here() && here().querySelector("h3 a, .title a");
      if (link) link.click();
    },
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (at.closest("input, textarea, select") || at.isContentEditable) {
      if (event.key === "Escape") at.blur();
      return;
    }
    if (event.key === "Enter" && at.closest("a, button, summary")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("focusin", (event) => {
    const one = event.target.closest("main article");
    if (one && one.id !== current) mark(one, false);
  });

  function say(text) {
    fault.textContent = text;
    fault.hidden = !text;
  }

  document.addEventListener("htmx:error", (event) => {
    const error = event.detail.error || {};
    if (error.name === "AbortError") return;
    const gone = /fetch|network|load failed|timeout/i.test(String(error.message || error));
    say(
      gone
        ? "The page’s server does not answer. What you did before is kept; this was not. Start `rank serve` again, then go on here."
        : "Something went wrong on this page; reload it. What you did is kept.",
    );
  });
  document.addEventListener("htmx:response:error", async (event) => {
    const ctx = event.detail.ctx || {};
    const text = String(ctx.text || "").trim();
    say(text && text.length < 1200 ? text : "That did not work; reload the page.");
  });
  document.addEventListener("htmx:after:request", (event) => {
    const response = (event.detail.ctx || {}).response;
    if (response && response.status < 400) say("");
  });
  // What was told goes by itself; `u` undoes it all the same.
  let fading = 0;
  function fade() {
    clearTimeout(fading);
    fading = setTimeout(() => {
      if (document.getElementById("ranking")) fade();
      else document.getElementById("told").replaceChildren();
    }, 12000);
  }

  document.addEventListener("htmx:after:swap", () => {
    fade();
    const one = here();
    if (one) mark(one, false);
  });
})();
